import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormComponent from '@cloudscape-design/components/form';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useClients } from '../api/context';
import { failureOf } from '../api/failure';
import { Command } from '../components/Command';
import { IdText } from '../components/IdText';
import { useNotify } from '../shell/page';
import { FormFieldOf } from './FormFieldOf';
import { asked, type Form, fieldOf, initialValues, problems, type Values } from './form';
import { begin, type Made, type Progress, run, type Step, scriptOf, undo } from './steps';
import { useChanged } from './useChanged';

export interface FormDialogProps {
  form: Form;
  /** The VPC that ids in messages are of. */
  vpc?: string;
  onClose(): void;
  /** What was made, by the steps' names. */
  onDone?(made: Made): void;
}

/** Asks for what a change needs, makes it, and says what came of it: all of it, or nothing. */
export function FormDialog({ form, vpc, onClose, onDone }: FormDialogProps) {
  const { ec2 } = useClients();
  const changed = useChanged();
  const notify = useNotify();
  const [values, setValues] = useState<Values>(() => initialValues(form.fields));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [ended, setEnded] = useState<{ steps: Step[]; progress: Progress }>();
  const fields = asked(form.fields, values);
  const wrong = problems(form.fields, values);
  const failure = ended && failureOf(ended.progress.error);
  const field = failure && fieldOf(failure.message, form.fields, values);

  const submit = async () => {
    setTried(true);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    setEnded(undefined);
    const steps = form.steps(values);
    let progress = await run(ec2, steps, begin(steps), () => {});
    const failed = progress.error !== undefined;
    if (failed) progress = await takeBack(steps, progress);
    setBusy(false);
    await changed();
    if (failed) return setEnded({ steps, progress });
    notify({ type: 'success', content: <IdText text={form.done(values)} vpc={vpc} /> });
    onClose();
    onDone?.(progress.made);
  };
  const takeBack = async (steps: Step[], progress: Progress) => {
    const after = await undo(ec2, steps, progress, () => {});
    return { ...after, error: progress.error };
  };

  return (
    <Modal
      visible
      header={form.title}
      onDismiss={() => busy || onClose()}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            {!form.blocked && (
              <Button variant="primary" onClick={submit} loading={busy} loadingText="Working">
                {form.submit}
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !form.blocked) submit();
        }}
      >
        <FormComponent errorText={failure && !field ? <IdText text={failure.message} vpc={vpc} /> : undefined}>
          <SpaceBetween size="m">
            {form.intro && <Box>{form.intro}</Box>}
            {form.blocked && <Alert type="warning">{form.blocked}</Alert>}
            {fields.map((f) => (
              <FormFieldOf
                key={f.id}
                field={f}
                value={values[f.id] ?? ''}
                error={(tried && wrong[f.id]) || (field === f.id ? failure?.message : undefined)}
                onChange={(value) => {
                  setValues({ ...values, [f.id]: value });
                  setEnded(undefined);
                }}
              />
            ))}
            {ended && <Standing steps={ended.steps} progress={ended.progress} />}
          </SpaceBetween>
        </FormComponent>
      </form>
      {!form.blocked && <AsCommands steps={preview(form, values)} />}
    </Modal>
  );
}

/** Says what was left of a change that failed in its middle. */
function Standing({ steps, progress }: { steps: Step[]; progress: Progress }) {
  const undone = steps.filter((s) => progress.states[s.name] === 'undone');
  const stand = steps.filter((s) => progress.states[s.name] === 'stands' || progress.states[s.name] === 'done');
  const words = (of: Step[]) => of.map((s) => [s.text, progress.made[s.name]].filter(Boolean).join(': ')).join('; ');
  return (
    <>
      {undone.length > 0 && <Alert type="info">Taken back: {words(undone)}.</Alert>}
      {stand.length > 0 && <Alert type="warning">Done, and not taken back: {words(stand)}.</Alert>}
    </>
  );
}

/** A form is incomplete while it is filled in; what it would send so far is shown all the same. */
function preview(form: Form, values: Values): Step[] {
  try {
    return form.steps(values);
  } catch {
    return [];
  }
}

/** The commands that make the same change. */
export function AsCommands({ steps }: { steps: Step[] }) {
  const script = scriptOf(steps);
  if (script.length === 0) return null;
  return (
    <ExpandableSection headerText="View as CLI" variant="footer">
      <SpaceBetween size="xxs">
        {script.map((line) => (
          <Command key={line} text={line} />
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
