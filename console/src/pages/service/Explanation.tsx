import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps from '@cloudscape-design/components/steps';
import type { ReactNode } from 'react';
import { type Finding, type Hop, type Report, stageWords } from '../../api/explain';
import { Command } from '../../components/Command';
import { IdText } from '../../components/IdText';
import { Remedy } from '../../components/Remedy';

/** The answer to "why can't I reach": the verdict, what to change, the way hop by hop, and what a real packet met. */
export function Explanation({ report, again }: { report: Report; again: () => void }) {
  const names = new Map(report.called?.map(({ id, name }) => [id, name]));
  const says = (text: string) => <IdText text={sentence(text)} vpc={report.from.vpc} names={names} />;
  const others = report.preflight.filter(
    (p) => !report.findings.some((f) => f.code === p.code && f.subject === p.subject),
  );
  return (
    <SpaceBetween size="m">
      <Alert type={report.reachable ? 'success' : 'error'} header={report.reachable ? 'Reachable' : 'Not reachable'}>
        {sentence(report.summary.replace(/^(Not r|R)eachable: /, ''))}
        {report.names && report.names.addresses.length > 0 && (
          <Box color="text-body-secondary">
            {report.names.name} is {report.names.addresses.join(', ')}. {report.names.note}
          </Box>
        )}
      </Alert>
      {report.findings.map((finding) => (
        <Cause key={finding.code + finding.subject} finding={finding} says={says} onDone={again} />
      ))}
      <Way title="The way there" hops={report.forward} says={says} />
      <Way title="The way back" hops={report.return} says={says} />
      <RealProbe report={report} />
      {others.length > 0 && (
        <ExpandableSection headerText={`Also amiss with the service's connector (${others.length})`}>
          <SpaceBetween size="m">
            {others.map((finding) => (
              <Cause key={finding.code + finding.subject} finding={finding} says={says} onDone={again} />
            ))}
          </SpaceBetween>
        </ExpandableSection>
      )}
      <ExpandableSection headerText="View as CLI">
        <Command
          text={`sallyport explain ${report.question.service} ${report.question.host}:${report.question.port}`}
        />
      </ExpandableSection>
    </SpaceBetween>
  );
}

/** Shows a text of the report, its ids as links. */
type Says = (text: string) => ReactNode;

function Cause({ finding, says, onDone }: { finding: Finding; says: Says; onDone: () => void }) {
  return (
    <SpaceBetween size="xs">
      <Box variant="h3">
        Cause <Badge color="grey">{finding.code}</Badge>
      </Box>
      <Box>{says(finding.text)}</Box>
      <Box variant="h3">Fix</Box>
      <Remedy text={finding.remedy && says(finding.remedy)} commands={finding.commands} onDone={onDone} />
    </SpaceBetween>
  );
}

function Way({ title, hops, says }: { title: string; hops: Hop[]; says: Says }) {
  if (hops.length === 0) return null;
  return (
    <section>
      <Box variant="h3">{title}</Box>
      <Steps
        ariaLabel={title}
        steps={hops.map((hop) => ({
          status: hop.passed ? 'success' : 'error',
          statusIconAriaLabel: hop.passed ? 'passed' : 'stopped',
          header: stageWords(hop.stage),
          details: (
            <Box color="text-body-secondary" fontSize="body-s">
              {says(hop.text)} {hop.decided && <Box variant="code">{hop.decided}</Box>}
            </Box>
          ),
        }))}
      />
    </section>
  );
}

const agreements = {
  agree: 'It agrees with the above.',
  unproven: 'It proves nothing: this machine lets the packet through, and who has the destination keeps quiet.',
  disagree: '',
};

function RealProbe({ report }: { report: Report }) {
  const { probe } = report;
  if (!probe) return <Box color="text-body-secondary">No probe was sent: the service has no running instance.</Box>;
  if (probe.agreement === 'disagree')
    return (
      <Alert type="warning" header="A real packet met something else">
        {sentence(probe.text)}. That is a defect of Sallyport's: report it with the output of{' '}
        <Box variant="code">sallyport explain --json</Box>. {report.disagreements} since it was started.
      </Alert>
    );
  return (
    <section>
      <Box variant="h3">A real packet from the instance</Box>
      <Box>
        {sentence(probe.text)}. {probe.error} <Box color="text-body-secondary">{agreements[probe.agreement]}</Box>
      </Box>
    </section>
  );
}

/** The report's texts begin small, for they stand within lines elsewhere; ids do so everywhere. */
function sentence(text: string) {
  if (/^[a-z]+-[0-9a-f]{8,}\b/.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
