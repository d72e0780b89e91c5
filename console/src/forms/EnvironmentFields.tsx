import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';
import { maxVariables } from './checks';
import type { FieldsProps } from './fields';
import type { Variable } from './service';

/** The service's environment variables, a row each. */
export function EnvironmentFields({ value: variables, onChange, errors }: FieldsProps<Variable[]>) {
  const change = (at: number, part: Partial<Variable>) =>
    onChange(variables.map((variable, i) => (i === at ? { ...variable, ...part } : variable)));
  return (
    <AttributeEditor
      items={variables}
      addButtonText="Add environment variable"
      removeButtonText="Remove"
      removeButtonAriaLabel={({ name }) => `Remove the variable ${name}`}
      disableAddButton={variables.length >= maxVariables}
      empty={errors[''] ?? 'No environment variables.'}
      additionalInfo={variables.length > 0 && (errors[''] ?? `You can add ${maxVariables - variables.length} more.`)}
      onAddButtonClick={() => onChange([...variables, { name: '', value: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(variables.filter((_, i) => i !== detail.itemIndex))}
      definition={[
        {
          label: 'Name',
          control: ({ name }, i) => (
            <Input
              ariaLabel={`Name of variable ${i + 1}`}
              value={name}
              spellcheck={false}
              onChange={({ detail }) => change(i, { name: detail.value })}
            />
          ),
          errorText: (_, i) => errors[`${i}.name`],
        },
        {
          label: 'Value',
          control: ({ value }, i) => (
            <Input
              ariaLabel={`Value of variable ${i + 1}`}
              value={value ?? ''}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) => change(i, { value: detail.value })}
            />
          ),
          errorText: (_, i) => errors[`${i}.value`],
        },
      ]}
    />
  );
}
