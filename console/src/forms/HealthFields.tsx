import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { FieldsProps } from './fields';
import type { HealthForm } from './service';

type NumberField = 'interval' | 'timeout' | 'healthy' | 'unhealthy';

const numbers: { field: NumberField; label: string; description: string }[] = [
  { field: 'interval', label: 'Interval', description: 'Seconds from one check to the next.' },
  { field: 'timeout', label: 'Timeout', description: 'Seconds that an answer may take.' },
  { field: 'healthy', label: 'Healthy threshold', description: 'Checks in a row that must pass before requests come.' },
  {
    field: 'unhealthy',
    label: 'Unhealthy threshold',
    description: 'Checks in a row that must fail before an instance is replaced.',
  },
];

/** How Sallyport tells that an instance is fit for requests. */
export function HealthFields({ value: health, onChange, errors }: FieldsProps<HealthForm>) {
  const change = (part: Partial<HealthForm>) => onChange({ ...health, ...part });
  return (
    <SpaceBetween size="l">
      <FormField
        label="Protocol"
        description="A deployment whose instances do not pass is rolled back. Checks come by the front door’s way, never through the VPC."
        errorText={errors.protocol ?? errors['']}
        stretch
      >
        <RadioGroup
          value={health.protocol}
          onChange={({ detail }) => change({ protocol: detail.value as HealthForm['protocol'] })}
          items={[
            { value: 'TCP', label: 'TCP', description: 'The port takes a connection.' },
            {
              value: 'HTTP',
              label: 'HTTP',
              description: 'A request of a path is answered with a status of 200 to 399.',
            },
          ]}
        />
      </FormField>
      {health.protocol === 'HTTP' && (
        <FormField label="Path" description="The path that is asked for." errorText={errors.path}>
          <Input value={health.path} onChange={({ detail }) => change({ path: detail.value })} />
        </FormField>
      )}
      <ColumnLayout columns={2}>
        {numbers.map(({ field, label, description }) => (
          <FormField
            key={field}
            label={label}
            description={description}
            constraintText="1 to 20"
            errorText={errors[field]}
          >
            <Input
              value={health[field]}
              inputMode="numeric"
              onChange={({ detail }) => change({ [field]: detail.value })}
            />
          </FormField>
        ))}
      </ColumnLayout>
    </SpaceBetween>
  );
}
