import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { EnvironmentFields } from './EnvironmentFields';
import { below } from './errors';
import type { FieldsProps } from './fields';
import { cpuText, memoryFor, memoryText, type RuntimeForm, sizes } from './service';

/** What an instance of the service is given, and how its process starts. */
export function RuntimeFields({ value: runtime, onChange, errors }: FieldsProps<RuntimeForm>) {
  const change = (part: Partial<RuntimeForm>) => onChange({ ...runtime, ...part });
  const cpus = Object.keys(sizes).map((units) => ({ value: units, label: cpuText(units) }));
  const memories = (sizes[runtime.cpu] ?? []).map((mebibytes) => ({ value: mebibytes, label: memoryText(mebibytes) }));
  return (
    <SpaceBetween size="l">
      <ColumnLayout columns={2}>
        <FormField label="Virtual CPU" description="What an instance may use at the most.">
          <Select
            options={cpus}
            selectedOption={cpus.find(({ value }) => value === runtime.cpu) ?? null}
            onChange={({
              detail: {
                selectedOption: { value = '' },
              },
            }) => change({ cpu: value, memory: memoryFor(value, runtime.memory) })}
          />
        </FormField>
        <FormField
          label="Virtual memory"
          description="The sizes that go with the virtual CPU."
          errorText={errors.memory}
        >
          <Select
            options={memories}
            selectedOption={memories.find(({ value }) => value === runtime.memory) ?? null}
            onChange={({ detail }) => change({ memory: detail.selectedOption.value ?? '' })}
          />
        </FormField>
      </ColumnLayout>
      <FormField
        label="Environment variables – optional"
        description="Plain text that the process finds in its environment. There is no Secrets Manager here; the values are kept in Sallyport’s data directory, which only its user can read."
        stretch
      >
        <EnvironmentFields
          value={runtime.environment}
          onChange={(environment) => change({ environment })}
          errors={below(errors, 'environment')}
        />
      </FormField>
      <FormField
        label="Port"
        description="The TCP port that the process listens on. It finds it as the variable PORT."
        errorText={errors.port}
      >
        <Input value={runtime.port} inputMode="numeric" onChange={({ detail }) => change({ port: detail.value })} />
      </FormField>
      <FormField
        label="Start command – optional"
        description="Replaces the image’s own command. It is split into words as a shell does it, but no shell runs it."
        errorText={errors.command}
        stretch
      >
        <Input
          value={runtime.command}
          spellcheck={false}
          placeholder="The image’s own"
          onChange={({ detail }) => change({ command: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}
