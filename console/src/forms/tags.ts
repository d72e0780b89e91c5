import type { Tag } from '@aws-sdk/client-apprunner';
import type { Errors } from './errors';

export interface TagForm {
  key: string;
  value: string;
}

export const maxTags = 50;

export function tagsOf(tags: Tag[] | undefined): TagForm[] {
  return (tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}

/** The tags of a request; undefined for none. */
export function tagsInput(tags: TagForm[]): Tag[] | undefined {
  return tags.length > 0 ? tags.map(({ key, value }) => ({ Key: key, Value: value })) : undefined;
}

/** By the row and column: 0.key, 0.value. */
export function checkTags(tags: TagForm[]): Errors {
  const errors: Errors = {};
  const seen = new Set<string>();
  tags.forEach(({ key, value }, i) => {
    if (key === '') errors[`${i}.key`] = 'Enter a key, or remove the tag.';
    else if (key.length > 128) errors[`${i}.key`] = 'A key has at most 128 characters.';
    else if (/^aws:/.test(key)) errors[`${i}.key`] = 'Keys that begin with aws: are reserved.';
    else if (seen.has(key)) errors[`${i}.key`] = `There is a tag ${key} already.`;
    if (value.length > 256) errors[`${i}.value`] = 'A value has at most 256 characters.';
    seen.add(key);
  });
  return errors;
}

/** What to add or change, and what to take away, to make one set of tags the other. */
export function tagChanges(before: TagForm[], after: TagForm[]): { added: Tag[]; removed: string[] } {
  const had = new Map(before.map(({ key, value }) => [key, value]));
  const kept = new Set(after.map(({ key }) => key));
  return {
    added: after
      .filter(({ key, value }) => had.get(key) !== value)
      .map(({ key, value }) => ({ Key: key, Value: value })),
    removed: before.map(({ key }) => key).filter((key) => !kept.has(key)),
  };
}
