import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useConnectors } from '../../api/connectors';
import { usePath, useRegion } from '../../api/context';
import { useServices } from '../../api/services';
import { Refused, useCreateService } from '../../api/submission';
import { checkService } from '../../forms/checks';
import { creationCommands } from '../../forms/commands';
import { any, type Errors } from '../../forms/errors';
import { emptyService, type ServiceForm } from '../../forms/service';
import { useFirstError } from '../../forms/useFirstError';
import { useNotify, usePage } from '../../shell/page';
import { ConfigureStep } from './ConfigureStep';
import { dropDraft, loadDraft, saveDraft } from './draft';
import { ReviewStep } from './ReviewStep';
import { SourceStep } from './SourceStep';
import { inStep, reviewStep, sourceStep, stepIn, stepOf } from './steps';

/** App Runner's wizard: what runs, how it is set up, and a look at all of it. */
export default function CreateServicePage() {
  const path = usePath();
  const region = useRegion();
  const navigate = useNavigate();
  const create = useCreateService();
  const wizard = useWizard(region);
  const { form, step, setStep, change } = wizard;
  useNames(wizard);
  usePage({
    title: 'Create service',
    trail: [
      { text: 'Services', href: path('services') },
      { text: 'Create service', href: path('services', 'create') },
    ],
    commands: creationCommands(form),
    contentType: 'wizard',
  });
  const submit = useSubmission(wizard, create.mutateAsync);
  const [leaving, setLeaving] = useState(false);
  const leave = () => {
    dropDraft(region);
    navigate(path('services'));
  };
  const shown = wizard.shown(step);
  return (
    <>
      <Wizard
        activeStepIndex={step}
        submitButtonText="Create and deploy"
        isLoadingNextStep={create.isPending}
        onNavigate={({ detail }) => wizard.move(detail.requestedStepIndex)}
        onCancel={() => (form === emptyService ? leave() : setLeaving(true))}
        onSubmit={submit}
        steps={[
          {
            title: 'Source and deployment',
            description: 'A service runs a container image behind a URL.',
            content: <SourceStep form={form} change={change} errors={shown} />,
          },
          {
            title: 'Configure service',
            description: 'A name is all that is needed. The rest works as it is, and can be changed later.',
            content: <ConfigureStep form={form} change={change} errors={shown} />,
          },
          {
            title: 'Review and create',
            content: <ReviewStep form={form} errors={shown} goTo={setStep} />,
          },
        ]}
      />
      {leaving && <Leave leave={leave} stay={() => setLeaving(false)} />}
    </>
  );
}

/** Asks before what was typed is thrown away. */
function Leave({ leave, stay }: { leave(): void; stay(): void }) {
  return (
    <Modal
      visible
      header="Leave without a service?"
      onDismiss={stay}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={stay}>
              Stay
            </Button>
            <Button variant="primary" onClick={leave}>
              Leave
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      What you entered is not kept.
    </Modal>
  );
}

type WizardState = ReturnType<typeof useWizard>;

/** The form, the step, and what is wrong: what the fields show, and what the API refused. */
function useWizard(region: string) {
  const [{ form }, setDraft] = useState(() => loadDraft(region));
  const [step, setStep] = useStep();
  const [known, setKnown] = useState({ services: [] as string[], connectors: [] as string[] });
  const [attempted, setAttempted] = useState<Record<number, boolean>>({});
  const [refused, setRefused] = useState<Errors>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => saveDraft(region, { form }), [region, form]);
  useFirstError(attempt, step);
  const errors = checkService(form, known);
  return {
    form,
    step,
    setStep,
    setKnown,
    change(part: Partial<ServiceForm>) {
      setDraft((draft) => ({ form: { ...draft.form, ...part } }));
      setRefused({});
    },
    shown: (at: number): Errors => ({ ...(attempted[at] && inStep(errors, at)), ...inStep(refused, at) }),
    /** Goes to a step, unless one before it is wrong: then to that. Says whether it could. */
    move(to: number): boolean {
      for (let at = sourceStep; at < Math.min(to, reviewStep); at++) {
        setAttempted((all) => ({ ...all, [at]: true }));
        if (any(inStep(errors, at))) {
          setStep(at);
          setAttempt((n) => n + 1);
          return false;
        }
      }
      setStep(to);
      return true;
    },
    refuse(field: string, message: string) {
      setRefused({ [field]: message });
      setStep(stepOf(field));
      setAttempt((n) => n + 1);
    },
  };
}

/** The step, which is part of the page's address: the browser's back leads to the step before. */
function useStep(): [number, (step: number) => void] {
  const [search, setSearch] = useSearchParams();
  const step = stepIn(search.get('step'));
  return [step, (next) => next !== step && setSearch(next === sourceStep ? {} : { step: String(next + 1) })];
}

/** Lets the wizard know the names that are taken. */
function useNames({ setKnown }: WizardState) {
  const services = useServices().data;
  const connectors = useConnectors().data;
  useEffect(() => {
    setKnown({
      services: (services ?? []).map(({ ServiceName = '' }) => ServiceName),
      connectors: (connectors ?? []).map(({ VpcConnectorName = '' }) => VpcConnectorName),
    });
  }, [services, connectors, setKnown]);
}

/** Makes the connector and the service, and opens the service's page at once. */
function useSubmission(wizard: WizardState, create: ReturnType<typeof useCreateService>['mutateAsync']) {
  const path = usePath();
  const region = useRegion();
  const navigate = useNavigate();
  const notify = useNotify();
  return async () => {
    if (!wizard.move(reviewStep)) return;
    let made = '';
    try {
      const { Service } = await create({
        form: wizard.form,
        onConnector: (name, network) => {
          made = name;
          wizard.change({ network });
        },
      });
      dropDraft(region);
      navigate(path('services', Service?.ServiceName ?? '', Service?.ServiceId ?? ''));
      notify({ type: 'info', content: `${Service?.ServiceName} is being created.` });
    } catch (error) {
      const { field, message } = error instanceof Refused ? error : { field: '', message: String(error) };
      wizard.refuse(field, message);
      if (made) {
        notify({
          type: 'success',
          header: `The VPC connector ${made} exists`,
          content: 'Only the service was refused. The connector stays, and is chosen for the next attempt.',
        });
      }
    }
  };
}
