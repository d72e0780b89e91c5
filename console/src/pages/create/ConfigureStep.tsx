import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { nameRule } from '../../forms/connector';
import { below } from '../../forms/errors';
import { FormSection } from '../../forms/FormSection';
import { HealthFields } from '../../forms/HealthFields';
import { NetworkFields } from '../../forms/NetworkFields';
import { RoleFields } from '../../forms/RoleFields';
import { RuntimeFields } from '../../forms/RuntimeFields';
import { ScalingFields } from '../../forms/ScalingFields';
import { TagFields } from '../../forms/TagFields';
import { type StepProps, wrongIn } from './steps';

export function ConfigureStep({ form, change, errors }: StepProps) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Service settings</Header>}>
        <SpaceBetween size="l">
          <FormField
            label="Service name"
            description="Unique in the region; it cannot be changed later."
            constraintText={nameRule}
            errorText={errors.name}
            stretch
          >
            <Input value={form.name} spellcheck={false} onChange={({ detail }) => change({ name: detail.value })} />
          </FormField>
          <RuntimeFields
            value={form.runtime}
            onChange={(runtime) => change({ runtime })}
            errors={below(errors, 'runtime')}
          />
        </SpaceBetween>
      </Container>
      <FormSection
        title="Networking"
        description="Who can reach the service, and what the service can reach."
        wrong={wrongIn(errors, 'network')}
        defaultExpanded
      >
        <NetworkFields
          service={form.name}
          value={form.network}
          onChange={(network) => change({ network })}
          errors={below(errors, 'network')}
        />
      </FormSection>
      <FormSection
        title="Auto scaling"
        description="How many instances serve how many requests."
        wrong={wrongIn(errors, 'scaling')}
      >
        <ScalingFields
          value={form.scaling}
          onChange={(scaling) => change({ scaling })}
          errors={below(errors, 'scaling')}
        />
      </FormSection>
      <FormSection
        title="Health check"
        description="How an instance shows that it is fit for requests."
        wrong={wrongIn(errors, 'health')}
      >
        <HealthFields value={form.health} onChange={(health) => change({ health })} errors={below(errors, 'health')} />
      </FormSection>
      <FormSection title="Security" description="Which role the service acts as." wrong={wrongIn(errors, 'role')}>
        <SpaceBetween size="l">
          <RoleFields value={form.role} onChange={(role) => change({ role })} errors={below(errors, 'role')} />
          <Box color="text-body-secondary">
            There are no KMS keys and no web ACLs here: encrypt the disk that the data directory is on, and filter
            requests before the front door.
          </Box>
        </SpaceBetween>
      </FormSection>
      <FormSection title="Observability" description="Traces of requests." wrong={false}>
        <Box color="text-body-secondary">
          Tracing with AWS X-Ray is not available here. Logs and metrics need no setting: they are on the service’s
          page.
        </Box>
      </FormSection>
      <FormSection title="Tags" description="Labels of the service." wrong={wrongIn(errors, 'tags')}>
        <TagFields value={form.tags} onChange={(tags) => change({ tags })} errors={below(errors, 'tags')} />
      </FormSection>
    </SpaceBetween>
  );
}
