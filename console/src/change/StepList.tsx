import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { IdText } from '../components/IdText';
import type { Progress, Step, StepState } from './steps';

const kinds: Record<StepState, { type: StatusIndicatorProps.Type; words: string }> = {
  waiting: { type: 'pending', words: 'To be done' },
  running: { type: 'in-progress', words: 'Under way' },
  done: { type: 'success', words: 'Done' },
  failed: { type: 'error', words: 'Failed' },
  undone: { type: 'stopped', words: 'Taken back' },
  stands: { type: 'warning', words: 'Could not be taken back' },
};

/** The steps of a change, how far each is, and what it made. */
export function StepList({ steps, progress, vpc }: { steps: Step[]; progress?: Progress; vpc?: string }) {
  return (
    <ol aria-live="polite">
      {steps.map((step) => {
        const state = progress?.states[step.name];
        const id = progress?.made[step.name];
        return (
          <li key={step.name}>
            {state ? (
              <StatusIndicator type={kinds[state].type} iconAriaLabel={kinds[state].words}>
                {step.text}
              </StatusIndicator>
            ) : (
              step.text
            )}
            {id && state !== 'undone' && (
              <>
                : <IdText text={id} vpc={vpc} />
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}
