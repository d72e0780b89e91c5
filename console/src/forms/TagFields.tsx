import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';
import type { FieldsProps } from './fields';
import { maxTags, type TagForm } from './tags';

/** Keys and values that sort resources; they change nothing about what a resource does. */
export function TagFields({ value: tags, onChange, errors }: FieldsProps<TagForm[]>) {
  const change = (at: number, part: Partial<TagForm>) =>
    onChange(tags.map((tag, i) => (i === at ? { ...tag, ...part } : tag)));
  return (
    <AttributeEditor
      items={tags}
      addButtonText="Add tag"
      removeButtonText="Remove"
      removeButtonAriaLabel={({ key }) => `Remove the tag ${key}`}
      disableAddButton={tags.length >= maxTags}
      empty={errors[''] ?? 'No tags.'}
      additionalInfo={tags.length > 0 && (errors[''] ?? `You can add ${maxTags - tags.length} more.`)}
      onAddButtonClick={() => onChange([...tags, { key: '', value: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(tags.filter((_, i) => i !== detail.itemIndex))}
      definition={[
        {
          label: 'Key',
          control: ({ key }, i) => (
            <Input
              ariaLabel={`Key of tag ${i + 1}`}
              value={key}
              onChange={({ detail }) => change(i, { key: detail.value })}
            />
          ),
          errorText: (_, i) => errors[`${i}.key`],
        },
        {
          label: 'Value – optional',
          control: ({ value }, i) => (
            <Input
              ariaLabel={`Value of tag ${i + 1}`}
              value={value}
              onChange={({ detail }) => change(i, { value: detail.value })}
            />
          ),
          errorText: (_, i) => errors[`${i}.value`],
        },
      ]}
    />
  );
}
