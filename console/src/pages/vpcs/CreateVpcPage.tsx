import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormComponent from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useClients, usePath } from '../../api/context';
import { failureOf } from '../../api/failure';
import { useZones } from '../../api/subnets';
import { StepList } from '../../change/StepList';
import { begin, type Progress, run, type Step, scriptOf, undo } from '../../change/steps';
import { useChanged } from '../../change/useChanged';
import { IdText } from '../../components/IdText';
import { useNotify, usePage } from '../../shell/page';
import { planProblems, planSteps, subnetsOf, type VpcPlan } from './create';

const fresh: VpcPlan = {
  kind: 'more',
  name: '',
  cidr: '10.0.0.0/16',
  zones: [],
  publicSubnets: true,
  privateSubnets: 1,
  nat: 'none',
  dnsHostnames: true,
  ranges: {},
};

export default function CreateVpcPage() {
  const path = usePath();
  const navigate = useNavigate();
  const zones = (useZones().data ?? []).map((z) => z.ZoneName ?? '');
  const [edited, setPlan] = useState<VpcPlan>(fresh);
  const [touched, setTouched] = useState(false);
  const [tried, setTried] = useState(false);
  // the first two zones, until somebody chooses
  const plan = touched ? edited : { ...edited, zones: zones.slice(0, 2) };
  const steps = planSteps(plan);
  const { progress, busy, make, takeBack } = useMaking();
  usePage({
    title: 'Create VPC',
    trail: [
      { text: 'VPCs', href: path('vpcs') },
      { text: 'Create VPC', href: path('vpcs', 'create') },
    ],
    contentType: 'form',
    commands: scriptOf(steps).map((command, i) => ({ title: `Command ${i + 1}`, command })),
  });
  const problems = planProblems(plan);
  const change = (part: Partial<VpcPlan>) => {
    setTouched(true);
    setPlan({ ...plan, ...part });
  };
  const submit = () => {
    setTried(true);
    if (Object.keys(problems).length === 0) make(steps);
  };
  const failure = progress?.error !== undefined ? failureOf(progress.error) : undefined;
  const about = failure && /cidr|range|overlap/i.test(failure.message) && progress?.states.VPC === 'failed';
  const shown: Record<string, string | undefined> = tried ? { ...problems } : {};
  if (about) shown.cidr = failure.message;
  return (
    <FormComponent
      header={
        <Header
          variant="h1"
          description="A network of your own: services with a VPC connector send what they send through it."
        >
          Create VPC
        </Header>
      }
      errorText={failure && !about ? <IdText text={failure.message} vpc={progress?.made.VPC} /> : undefined}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" disabled={busy} onClick={() => navigate(path('vpcs'))}>
            Cancel
          </Button>
          {!(progress && stands(progress)) && (
            <Button variant="primary" onClick={submit} loading={busy} loadingText="Creating">
              Create VPC
            </Button>
          )}
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        <Settings plan={plan} zones={zones} problems={shown} change={change} disabled={busy} />
        <Container
          header={
            <Header variant="h2" counter={`(${steps.length})`}>
              {progress ? 'Progress' : 'What is made'}
            </Header>
          }
        >
          <SpaceBetween size="m">
            <StepList steps={steps} progress={progress} vpc={progress?.made.VPC} />
            {progress && !busy && stands(progress) && (
              <Alert
                type="warning"
                header="What is ticked above stands"
                action={
                  <SpaceBetween direction="horizontal" size="xs">
                    <Button onClick={() => takeBack(steps)}>Undo what was made</Button>
                    <Button onClick={() => make(steps, progress)}>Go on</Button>
                  </SpaceBetween>
                }
              >
                Undo it, or go on from the step that failed once its reason is gone. Nothing happens to it by itself.
              </Alert>
            )}
          </SpaceBetween>
        </Container>
      </SpaceBetween>
    </FormComponent>
  );
}

/** Whether something of a change that failed is still there. */
function stands(progress: Progress): boolean {
  return (
    progress.error !== undefined &&
    Object.values(progress.states).some((state) => state === 'done' || state === 'stands')
  );
}

/** Makes the steps of a plan, shows the VPC when all are done, and takes back what was made when asked to. */
function useMaking() {
  const { ec2 } = useClients();
  const path = usePath();
  const navigate = useNavigate();
  const notify = useNotify();
  const changed = useChanged();
  const [progress, setProgress] = useState<Progress>();
  const [busy, setBusy] = useState(false);
  const make = async (steps: Step[], from: Progress = begin(steps)) => {
    setBusy(true);
    const end = await run(ec2, steps, from, setProgress);
    setProgress(end);
    setBusy(false);
    await changed();
    if (end.error !== undefined) return;
    const vpc = end.made.VPC ?? '';
    notify({ type: 'success', content: `The VPC ${vpc} is created.` });
    navigate(path('vpcs', vpc));
  };
  const takeBack = async (steps: Step[]) => {
    if (!progress) return;
    setBusy(true);
    setProgress(await undo(ec2, steps, progress, setProgress));
    setBusy(false);
    await changed();
  };
  return { progress, busy, make, takeBack };
}

interface SettingsProps {
  plan: VpcPlan;
  zones: string[];
  problems: Record<string, string | undefined>;
  disabled: boolean;
  change(part: Partial<VpcPlan>): void;
}

function Settings({ plan, zones, problems, change, disabled }: SettingsProps) {
  return (
    <Container header={<Header variant="h2">VPC settings</Header>}>
      <SpaceBetween size="l">
        <FormField label="Resources to create" stretch>
          <Tiles
            value={plan.kind}
            onChange={({ detail }) => change({ kind: detail.value as VpcPlan['kind'] })}
            items={[
              {
                value: 'only',
                label: 'VPC only',
                description: 'A range of addresses. Subnets and the rest come later.',
              },
              {
                value: 'more',
                label: 'VPC and more',
                description: 'With subnets, route tables and gateways, so that it can be used at once.',
              },
            ]}
          />
        </FormField>
        <ColumnLayout columns={2}>
          <FormField
            label={
              <>
                Name tag <i>- optional</i>
              </>
            }
            description={plan.kind === 'more' ? 'The names of all parts begin with it.' : undefined}
          >
            <Input
              value={plan.name}
              disabled={disabled}
              placeholder="shop"
              onChange={({ detail }) => change({ name: detail.value })}
            />
          </FormField>
          <FormField label="IPv4 CIDR block" constraintText="Between /16 and /28." errorText={problems.cidr}>
            <Input
              value={plan.cidr}
              disabled={disabled}
              onChange={({ detail }) => change({ cidr: detail.value, ranges: {} })}
            />
          </FormField>
        </ColumnLayout>
        {plan.kind === 'more' && (
          <More plan={plan} zones={zones} problems={problems} change={change} disabled={disabled} />
        )}
        <Checkbox
          checked={plan.dnsHostnames}
          disabled={disabled}
          onChange={({ detail }) => change({ dnsHostnames: detail.checked })}
          description="Instances get names; private names of endpoints need it. DNS resolution is on in every new VPC."
        >
          Enable DNS hostnames
        </Checkbox>
      </SpaceBetween>
    </Container>
  );
}

function More({ plan, zones, problems, change, disabled }: SettingsProps) {
  const options = zones.map((zone) => ({ value: zone, label: zone }));
  return (
    <SpaceBetween size="l">
      <FormField label="Availability Zones" errorText={problems.zones} stretch>
        <Multiselect
          options={options}
          selectedOptions={options.filter((o) => plan.zones.includes(o.value))}
          disabled={disabled}
          placeholder="Choose zones"
          deselectAriaLabel={(o) => `Remove ${o.label}`}
          onChange={({ detail }) =>
            change({ zones: zones.filter((z) => detail.selectedOptions.some((o) => o.value === z)), ranges: {} })
          }
        />
      </FormField>
      <ColumnLayout columns={3}>
        <FormField label="Public subnets" description="In each zone, with a route to an internet gateway.">
          <SegmentedControl
            label="Public subnets in each zone"
            selectedId={plan.publicSubnets ? '1' : '0'}
            onChange={({ detail }) =>
              change({
                publicSubnets: detail.selectedId === '1',
                ...(detail.selectedId === '0' && { nat: 'none' as const }),
              })
            }
            options={[
              { id: '0', text: 'None' },
              { id: '1', text: 'One' },
            ]}
          />
        </FormField>
        <FormField label="Private subnets" description="In each zone, for services and databases.">
          <SegmentedControl
            label="Private subnets in each zone"
            selectedId={String(plan.privateSubnets)}
            onChange={({ detail }) => change({ privateSubnets: Number(detail.selectedId) })}
            options={[
              { id: '0', text: 'None' },
              { id: '1', text: 'One' },
              { id: '2', text: 'Two' },
            ]}
          />
        </FormField>
        <FormField
          label="NAT gateways"
          description="The way of private subnets to the internet."
          errorText={problems.nat}
        >
          <SegmentedControl
            label="NAT gateways"
            selectedId={plan.nat}
            onChange={({ detail }) => change({ nat: detail.selectedId as VpcPlan['nat'] })}
            options={[
              { id: 'none', text: 'None' },
              { id: 'one', text: 'In one zone', disabled: !plan.publicSubnets },
              { id: 'zone', text: 'One per zone', disabled: !plan.publicSubnets },
            ]}
          />
        </FormField>
      </ColumnLayout>
      <Ranges plan={plan} problems={problems} change={change} disabled={disabled} />
    </SpaceBetween>
  );
}

function Ranges({ plan, problems, change, disabled }: Omit<SettingsProps, 'zones'>) {
  const subnets = subnetsOf(plan);
  const [open, setOpen] = useState(false);
  const wrong = subnets.some((s) => problems[s.key]);
  return (
    <ExpandableSection
      headerText="Customize subnets CIDR blocks"
      expanded={open || wrong}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      <ColumnLayout columns={2}>
        {subnets.map((s) => (
          <FormField
            key={s.key}
            label={`${s.isPublic ? 'Public' : 'Private'} subnet in ${s.zone}`}
            errorText={problems[s.key]}
          >
            <Input
              value={s.cidr}
              disabled={disabled}
              onChange={({ detail }) => change({ ranges: { ...plan.ranges, [s.key]: detail.value } })}
            />
          </FormField>
        ))}
      </ColumnLayout>
    </ExpandableSection>
  );
}
