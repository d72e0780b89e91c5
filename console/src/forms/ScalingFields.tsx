import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { failureOf } from '../api/failure';
import { useScalingConfigurations } from '../api/scaling';
import type { FieldsProps } from './fields';

/** Which auto scaling configuration the service has, by its ARN; empty for the default one. */
export function ScalingFields({ value, onChange, errors }: FieldsProps<string>) {
  const configurations = useScalingConfigurations();
  const options = (configurations.data ?? []).map((c) => ({
    value: c.AutoScalingConfigurationArn ?? '',
    label: c.AutoScalingConfigurationName,
    labelTag: c.IsDefault ? 'Default' : `Revision ${c.AutoScalingConfigurationRevision}`,
    description: `Concurrency ${c.MaxConcurrency}, ${c.MinSize} to ${c.MaxSize} instances`,
  }));
  const preset = configurations.data?.find((c) => c.IsDefault)?.AutoScalingConfigurationArn;
  return (
    <FormField
      label="Auto scaling configuration"
      description="How many requests an instance serves at a time, and how many instances there may be. A service has one running instance for now, whatever the configuration says; new configurations cannot be made here yet."
      errorText={errors['']}
      stretch
    >
      <Select
        options={options}
        selectedOption={options.find((o) => o.value === (value || preset)) ?? null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
        statusType={configurations.isPending ? 'loading' : configurations.isError ? 'error' : 'finished'}
        loadingText="Loading the configurations"
        errorText={configurations.isError ? failureOf(configurations.error).message : undefined}
        triggerVariant="option"
      />
    </FormField>
  );
}
