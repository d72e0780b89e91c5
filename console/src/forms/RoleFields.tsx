import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import type { FieldsProps } from './fields';

/** The role that the service's process would act as. */
export function RoleFields({ value, onChange, errors }: FieldsProps<string>) {
  return (
    <FormField
      label="Instance role – optional"
      description="The ARN of the role that the process acts as towards AWS. It is kept with the service; there are no roles here that it could act as."
      errorText={errors['']}
      stretch
    >
      <Input
        value={value}
        spellcheck={false}
        placeholder="arn:aws:iam::000000000000:role/…"
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
