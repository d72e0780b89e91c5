import type { Service } from '@aws-sdk/client-apprunner';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Form from '@cloudscape-design/components/form';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useConnectors } from '../../api/connectors';
import { Refused, useUpdateService } from '../../api/submission';
import { Command } from '../../components/Command';
import { updateCommands } from '../../forms/commands';
import { any, below, type Errors } from '../../forms/errors';
import { HealthFields } from '../../forms/HealthFields';
import { NetworkFields } from '../../forms/NetworkFields';
import { RoleFields } from '../../forms/RoleFields';
import { RuntimeFields } from '../../forms/RuntimeFields';
import { ScalingFields } from '../../forms/ScalingFields';
import { SourceFields } from '../../forms/SourceFields';
import { formOf, type ServiceForm } from '../../forms/service';
import { useFirstError } from '../../forms/useFirstError';
import { useNotify } from '../../shell/page';
import type { SectionDefinition } from './sections';

interface SectionEditorProps {
  service: Service;
  section: SectionDefinition;
  busy: string;
  close(): void;
}

/** The form of one section. It keeps what is typed whatever happens to the service meanwhile. */
export function SectionEditor({ service, section, busy, close }: SectionEditorProps) {
  const [form, setForm] = useState(() => formOf(service));
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<Errors>({});
  const connectors = useConnectors();
  const update = useUpdateService(service.ServiceArn ?? '');
  const notify = useNotify();
  useFirstError(attempt);
  const names = (connectors.data ?? []).map(({ VpcConnectorName = '' }) => VpcConnectorName);
  const wrong = section.check(form, names);
  const errors = { ...(attempt > 0 && wrong), ...refused };
  const change = (part: Partial<ServiceForm>) => {
    setForm((current) => ({ ...current, ...part }));
    setRefused({});
  };
  const save = () => {
    setAttempt((n) => n + 1);
    if (any(wrong)) return;
    update.mutate(
      {
        section: section.id,
        form,
        onConnector: (name, network) => {
          change({ network });
          notify({ type: 'success', content: `The VPC connector ${name} exists.` });
        },
      },
      {
        onSuccess: () => {
          notify({ type: 'info', content: `${section.title} of ${service.ServiceName}: the update has started.` });
          close();
        },
        onError: (error) => {
          const { field, message } = error instanceof Refused ? error : { field: '', message: error.message };
          setRefused({ [field]: message });
          setAttempt((n) => n + 1);
        },
      },
    );
  };
  return (
    <Form
      errorText={unplaced(refused, section)}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={close}>
            Cancel
          </Button>
          <Button
            variant="primary"
            loading={update.isPending}
            disabled={busy !== ''}
            disabledReason={busy ? `${busy}.` : undefined}
            onClick={save}
          >
            Save changes
          </Button>
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        <SectionFields section={section} form={form} change={change} errors={errors} />
        {service.Status !== 'PAUSED' && (
          <Alert type="info">
            Saving deploys the service: a new instance starts beside the old one and takes over once it is healthy.
            Requests go on meanwhile; if it never is, everything stays as it was.
          </Alert>
        )}
        <ExpandableSection headerText="View as CLI">
          <SpaceBetween size="s">
            {updateCommands(service.ServiceArn ?? '', section.id, form).map(({ title, command }) => (
              <div key={title}>
                <Box variant="awsui-key-label">{title}</Box>
                <Command text={command} />
              </div>
            ))}
          </SpaceBetween>
        </ExpandableSection>
      </SpaceBetween>
    </Form>
  );
}

/** What was refused of no field that the section shows. */
function unplaced(refused: Errors, { id }: SectionDefinition): string | undefined {
  const shown = (field: string) => field === id || field.startsWith(`${id}.`) || (id === 'runtime' && field === 'role');
  return Object.entries(refused).find(([field]) => !shown(field))?.[1];
}

interface SectionFieldsProps {
  section: SectionDefinition;
  form: ServiceForm;
  change(part: Partial<ServiceForm>): void;
  errors: Errors;
}

function SectionFields({ section, form, change, errors }: SectionFieldsProps) {
  const own = below(errors, section.id);
  switch (section.id) {
    case 'source':
      return <SourceFields value={form.source} onChange={(source) => change({ source })} errors={own} />;
    case 'runtime':
      return (
        <SpaceBetween size="l">
          <RuntimeFields value={form.runtime} onChange={(runtime) => change({ runtime })} errors={own} />
          <RoleFields value={form.role} onChange={(role) => change({ role })} errors={below(errors, 'role')} />
        </SpaceBetween>
      );
    case 'network':
      return (
        <NetworkFields
          service={form.name}
          value={form.network}
          onChange={(network) => change({ network })}
          errors={own}
        />
      );
    case 'health':
      return <HealthFields value={form.health} onChange={(health) => change({ health })} errors={own} />;
    case 'scaling':
      return <ScalingFields value={form.scaling} onChange={(scaling) => change({ scaling })} errors={own} />;
  }
}
