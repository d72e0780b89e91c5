import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { NetworkSummary } from '../../forms/NetworkSummary';
import { healthSummary, runtimeSummary, sourceSummary, tagsSummary } from '../../forms/summary';
import { configureStep, type StepProps, sourceStep } from './steps';

interface ReviewStepProps extends Pick<StepProps, 'form' | 'errors'> {
  goTo(step: number): void;
}

export function ReviewStep({ form, errors, goTo }: ReviewStepProps) {
  const part = (title: string, step: number, items: KeyValuePairsProps.Item[]) => (
    <Part title={title} edit={() => goTo(step)}>
      <KeyValuePairs columns={3} items={items} />
    </Part>
  );
  return (
    <SpaceBetween size="l">
      {errors[''] && (
        <Alert type="error" header="The service was not created">
          {errors['']}
        </Alert>
      )}
      {part('Source and deployment', sourceStep, sourceSummary(form.source))}
      {part('Service settings', configureStep, [
        { label: 'Service name', value: form.name },
        ...runtimeSummary(form.runtime, form.role),
      ])}
      <Part title="Networking" edit={() => goTo(configureStep)}>
        <NetworkSummary network={form.network} />
      </Part>
      {part('Auto scaling', configureStep, [
        { label: 'Configuration', value: form.scaling || 'The region’s default configuration' },
      ])}
      {part('Health check', configureStep, healthSummary(form.health))}
      <Part title="Tags" edit={() => goTo(configureStep)}>
        {form.tags.length > 0 ? (
          <KeyValuePairs columns={3} items={tagsSummary(form.tags)} />
        ) : (
          <Box color="text-body-secondary">No tags.</Box>
        )}
      </Part>
    </SpaceBetween>
  );
}

function Part({ title, edit, children }: { title: string; edit(): void; children: ReactNode }) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button onClick={edit} ariaLabel={`Edit ${title.toLowerCase()}`}>
              Edit
            </Button>
          }
        >
          {title}
        </Header>
      }
    >
      {children}
    </Container>
  );
}
