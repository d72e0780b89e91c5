import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { below } from '../../forms/errors';
import { SourceFields } from '../../forms/SourceFields';
import type { StepProps } from './steps';

export function SourceStep({ form, change, errors }: StepProps) {
  return (
    <Container
      header={
        <Header variant="h2" description="What the service runs, and when a new version of it is deployed.">
          Source and deployment
        </Header>
      }
    >
      <SourceFields value={form.source} onChange={(source) => change({ source })} errors={below(errors, 'source')} />
    </Container>
  );
}
