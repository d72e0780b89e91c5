import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import type { Field, Option, Value } from './form';

interface Props {
  field: Field;
  value: Value;
  error?: string | false;
  onChange(value: Value): void;
}

/** A field of a form of a change, by its kind. */
export function FormFieldOf({ field, value, error, onChange }: Props) {
  if (field.kind === 'checkbox') {
    return (
      <Checkbox checked={value === true} onChange={(e) => onChange(e.detail.checked)} description={field.description}>
        {field.label}
      </Checkbox>
    );
  }
  const label = field.optional ? (
    <>
      {field.label} <i>- optional</i>
    </>
  ) : (
    field.label
  );
  return (
    <FormField
      label={label}
      description={field.description}
      constraintText={field.constraint}
      errorText={error || undefined}
      stretch
    >
      <Control field={field} value={value} error={error} onChange={onChange} />
    </FormField>
  );
}

function Control({ field, value, error, onChange }: Props) {
  const options = (field.options ?? []).map(choice);
  if (field.kind === 'text') {
    return (
      <Input
        value={String(value)}
        placeholder={field.placeholder}
        invalid={Boolean(error)}
        onChange={(e) => onChange(e.detail.value)}
      />
    );
  }
  const empty = `There is nothing to choose`;
  if (field.kind === 'select') {
    return (
      <Select
        selectedOption={options.find((o) => o.value === value) ?? null}
        options={options}
        placeholder={field.placeholder ?? 'Choose'}
        filteringType={options.length > 8 ? 'auto' : 'none'}
        empty={empty}
        expandToViewport
        invalid={Boolean(error)}
        onChange={(e) => onChange(e.detail.selectedOption.value ?? '')}
      />
    );
  }
  const chosen = Array.isArray(value) ? value : [];
  return (
    <Multiselect
      selectedOptions={options.filter((o) => chosen.includes(o.value))}
      options={options}
      placeholder={field.placeholder ?? 'Choose'}
      filteringType={options.length > 8 ? 'auto' : 'none'}
      empty={empty}
      expandToViewport
      invalid={Boolean(error)}
      deselectAriaLabel={(o) => `Remove ${o.label}`}
      onChange={(e) => onChange(e.detail.selectedOptions.map((o) => o.value ?? ''))}
    />
  );
}

function choice({ value, label, description, disabledReason }: Option) {
  return { value, label, description, disabled: disabledReason !== undefined, disabledReason };
}
