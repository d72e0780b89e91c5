import Alert from '@cloudscape-design/components/alert';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useServices, useServicesInFull } from '../api/services';
import { imageChoices } from './choices';
import type { FieldsProps } from './fields';
import type { SourceForm } from './service';

/** Where the service's image comes from, and when it is deployed. */
export function SourceFields({ value: source, onChange, errors }: FieldsProps<SourceForm>) {
  const change = (part: Partial<SourceForm>) => onChange({ ...source, ...part });
  return (
    <SpaceBetween size="l">
      <FormField label="Repository type" errorText={errors.kind} stretch>
        <Tiles
          value={source.kind}
          onChange={({ detail }) => change({ kind: detail.value as SourceForm['kind'] })}
          items={[
            {
              value: 'image',
              label: 'Container registry',
              description: 'Deploy the service from a container image that a registry holds.',
            },
            {
              value: 'code',
              label: 'Source code repository',
              description: 'Build the service from source code. Not available here.',
            },
          ]}
        />
      </FormField>
      {source.kind === 'code' ? <FromSource /> : <FromImage source={source} change={change} errors={errors} />}
    </SpaceBetween>
  );
}

function FromSource() {
  return (
    <Alert type="info" header="Services run from images for now">
      Sallyport builds nothing from source code yet. Build an image of your source with the tool that you have, such as{' '}
      <Box variant="code">docker build --push -t REGISTRY/NAME:TAG .</Box>, then choose <b>Container registry</b> and
      name that image.
    </Alert>
  );
}

function useRunning() {
  const arns = (useServices().data ?? []).map((service) => service.ServiceArn ?? '');
  return useServicesInFull(arns).flatMap(({ data }) => data ?? []);
}

interface FromImageProps {
  source: SourceForm;
  change(part: Partial<SourceForm>): void;
  errors: FieldsProps<SourceForm>['errors'];
}

function FromImage({ source, change, errors }: FromImageProps) {
  const images = imageChoices(useRunning());
  return (
    <SpaceBetween size="l">
      <FormField label="Provider" description="Images are pulled by Sallyport itself, never through a VPC." stretch>
        <RadioGroup
          value={source.repository}
          onChange={({ detail }) =>
            // App Runner refuses automatic deployments from a public registry
            change(detail.value === 'ECR' ? { repository: 'ECR' } : { repository: 'ECR_PUBLIC', automatic: false })
          }
          items={[
            {
              value: 'ECR_PUBLIC',
              label: 'Public registry',
              description: 'Amazon ECR Public, Docker Hub, or any other registry that asks nobody to sign in.',
            },
            {
              value: 'ECR',
              label: 'Amazon ECR',
              description:
                'Kept as your templates have it. Sallyport does not sign in at registries; the operator can name a mirror that needs no sign-in (--mirror).',
            },
          ]}
        />
      </FormField>
      <FormField
        label="Container image URI"
        description="The registry, the repository, and a tag or a digest."
        constraintText="For example public.ecr.aws/nginx/nginx:latest. A tag is looked up at each deployment; a digest stays the same image."
        errorText={errors.image}
        stretch
      >
        <Autosuggest
          value={source.image}
          placeholder="registry/repository:tag"
          options={images}
          empty="No service runs an image yet."
          enteredTextLabel={(image) => `Use: ${image}`}
          onChange={({ detail }) => change({ image: detail.value })}
        />
      </FormField>
      {source.repository === 'ECR' && (
        <FormField
          label="Access role – optional"
          description="The ARN of the role that reads the repository. It is kept, and changes nothing here."
          errorText={errors.access}
          stretch
        >
          <Input
            value={source.access}
            placeholder="arn:aws:iam::000000000000:role/…"
            onChange={({ detail }) => change({ access: detail.value })}
          />
        </FormField>
      )}
      <FormField label="Deployment trigger" stretch>
        <RadioGroup
          value={source.automatic ? 'automatic' : 'manual'}
          onChange={({ detail }) => change({ automatic: detail.value === 'automatic' })}
          items={[
            {
              value: 'manual',
              label: 'Manual',
              description: 'You start each deployment: with Deploy on the service’s page, or with start-deployment.',
            },
            {
              value: 'automatic',
              label: 'Automatic',
              description:
                source.repository === 'ECR'
                  ? 'The registry is asked every now and then, and what was pushed to the tag is deployed.'
                  : 'For images of the provider Amazon ECR only, as in App Runner.',
              disabled: source.repository !== 'ECR',
            },
          ]}
        />
      </FormField>
    </SpaceBetween>
  );
}
