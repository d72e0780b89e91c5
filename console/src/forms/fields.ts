import type { Errors } from './errors';

/** What a group of fields is given: a part of a form, and the part's errors by their paths in it. */
export interface FieldsProps<T> {
  value: T;
  onChange(value: T): void;
  errors: Errors;
}
