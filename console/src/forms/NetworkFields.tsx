import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useConnectors, useConnectorUses } from '../api/connectors';
import { failureOf } from '../api/failure';
import { Concerns } from './Concerns';
import { ConnectorFields } from './ConnectorFields';
import { below } from './errors';
import type { FieldsProps } from './fields';
import { type NetworkForm, newConnector } from './service';

interface NetworkFieldsProps extends FieldsProps<NetworkForm> {
  /** The service's name, after which a new connector is named. */
  service: string;
}

/** How requests come in, and which way the service's own packets go out: two choices that know nothing of each other. */
export function NetworkFields({ service, ...props }: NetworkFieldsProps) {
  const { value: network, onChange, errors } = props;
  const connectors = useConnectors();
  const names = (connectors.data ?? []).map(({ VpcConnectorName = '' }) => VpcConnectorName);
  const choose = (egress: NetworkForm['egress']) => {
    // who has no connector yet is about to make the first one
    const first = egress === 'VPC' && connectors.data?.length === 0 && !network.added;
    onChange({ ...network, egress, ...(first && { added: newConnector(service, names) }) });
  };
  return (
    <SpaceBetween size="l">
      <Incoming />
      <FormField
        label="Outgoing network traffic"
        description="Which way everything goes that the service sends by itself. Images, logs and health checks do not go this way."
        errorText={errors.egress ?? errors['']}
        stretch
      >
        <RadioGroup
          value={network.egress}
          onChange={({ detail }) => choose(detail.value as NetworkForm['egress'])}
          items={[
            {
              value: 'DEFAULT',
              label: 'Public access',
              description: 'The service reaches public addresses only, and nothing that is private.',
            },
            {
              value: 'VPC',
              label: 'Custom VPC',
              description:
                'Everything that the service sends goes through a VPC connector, by the VPC’s security groups, network ACLs and routes. It reaches the internet only if the VPC has a way there.',
            },
          ]}
        />
      </FormField>
      {network.egress === 'VPC' &&
        (network.added ? (
          <Added {...props} added={network.added} hasOthers={names.length > 0} />
        ) : (
          <Existing {...props} add={() => onChange({ ...network, added: newConnector(service, names) })} />
        ))}
    </SpaceBetween>
  );
}

function Incoming() {
  return (
    <FormField
      label="Incoming network traffic"
      description="How requests reach the service. This choice is independent of the outgoing one: a service in a custom VPC is still found at its public URL."
      stretch
    >
      <RadioGroup
        value="public"
        items={[
          {
            value: 'public',
            label: 'Public endpoint',
            description: 'Whoever reaches Sallyport’s front door can send requests to the service.',
          },
          {
            value: 'private',
            label: 'Private endpoint',
            disabled: true,
            description:
              'Not available here: the address that the front door listens on (--ingress-listen) decides who can reach it.',
          },
        ]}
      />
    </FormField>
  );
}

function Existing({ value: network, onChange, errors, add }: FieldsProps<NetworkForm> & { add(): void }) {
  const connectors = useConnectors();
  const uses = useConnectorUses();
  const options = (connectors.data ?? []).map((c) => ({
    value: c.VpcConnectorArn ?? '',
    label: c.VpcConnectorName,
    labelTag: `Revision ${c.VpcConnectorRevision}`,
    description: [uses.data?.[c.VpcConnectorArn ?? '']?.vpc, ...(c.Subnets ?? [])].filter(Boolean).join(' · '),
    tags: [c.Status === 'ACTIVE' ? 'Active' : 'Inactive'],
  }));
  const chosen = connectors.data?.find(({ VpcConnectorArn }) => VpcConnectorArn === network.connector);
  return (
    <SpaceBetween size="s">
      <FormField
        label="VPC connector"
        description="Subnets and security groups that services send through. Several services can share one."
        errorText={errors.connector}
        secondaryControl={<Button onClick={add}>Add new</Button>}
        stretch
      >
        <Select
          options={options}
          selectedOption={options.find(({ value }) => value === network.connector) ?? null}
          onChange={({ detail }) => onChange({ ...network, connector: detail.selectedOption.value ?? '' })}
          placeholder="Choose a VPC connector"
          empty="There is no VPC connector in this region; add a new one"
          statusType={connectors.isPending ? 'loading' : connectors.isError ? 'error' : 'finished'}
          loadingText="Loading the VPC connectors"
          errorText={connectors.error ? failureOf(connectors.error).message : undefined}
          filteringType="auto"
          triggerVariant="option"
        />
      </FormField>
      {chosen && (
        <Concerns
          vpc={uses.data?.[network.connector]?.vpc ?? ''}
          subnets={chosen.Subnets ?? []}
          groups={chosen.SecurityGroups ?? []}
        />
      )}
    </SpaceBetween>
  );
}

interface AddedProps extends FieldsProps<NetworkForm> {
  added: NonNullable<NetworkForm['added']>;
  hasOthers: boolean;
}

function Added({ value: network, onChange, errors, added, hasOthers }: AddedProps) {
  const failures = below(errors, 'added');
  return (
    <SpaceBetween size="m">
      <Header
        variant="h3"
        description="It is made first, then the service is associated with it. Other services can use it, too."
        actions={
          hasOthers && (
            <Button onClick={() => onChange({ ...network, added: undefined })}>Choose an existing one</Button>
          )
        }
      >
        New VPC connector
      </Header>
      {failures[''] && <Alert type="error">{failures['']}</Alert>}
      <Box padding={{ left: 'l' }}>
        <ConnectorFields value={added} onChange={(next) => onChange({ ...network, added: next })} errors={failures} />
      </Box>
    </SpaceBetween>
  );
}
