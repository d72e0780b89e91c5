import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Steps from '@cloudscape-design/components/steps';
import type { OperationProgress, StepProgress } from '../../api/progress';
import { bytes } from '../../components/bytes';
import { duration } from '../../components/When';

const icons: Record<StepProgress['state'], StatusIndicatorProps.Type> = {
  waiting: 'pending',
  running: 'in-progress',
  done: 'success',
  failed: 'error',
  skipped: 'stopped',
};

/** What an operation does, step by step, and the reason if it failed. */
export function OperationSteps({ operation, now }: { operation: OperationProgress; now: string }) {
  return (
    <SpaceBetween size="s">
      {operation.reason && (
        <Alert type="error" header="Why it failed">
          {operation.reason}
        </Alert>
      )}
      {operation.steps.length === 0 && <Box color="text-body-secondary">The steps of this operation are not kept.</Box>}
      <Steps
        ariaLabel="Steps of the operation"
        steps={operation.steps.map((step) => ({
          status: icons[step.state],
          statusIconAriaLabel: step.state,
          header: (
            <>
              {step.title} <Box variant="small">{took(step, now)}</Box>
            </>
          ),
          details: <Details step={step} told={operation.reason} />,
        }))}
      />
    </SpaceBetween>
  );
}

function Details({ step, told }: { step: StepProgress; told?: string }) {
  const { pull } = step;
  return (
    <>
      {step.text && step.text !== told && <Box color="text-body-secondary">{step.text}</Box>}
      {pull && step.state === 'running' && pull.total > 0 && (
        <ProgressBar
          value={(100 * pull.done) / pull.total}
          description={pull.image}
          additionalInfo={
            pull.done < pull.total ? `${bytes(pull.done)} of ${bytes(pull.total)}` : `${bytes(pull.total)}, unpacking`
          }
        />
      )}
    </>
  );
}

function took(step: StepProgress, now: string) {
  if (!step.began) return '';
  return duration(Date.parse(step.ended ?? now) - Date.parse(step.began));
}
