import type { ReactNode } from 'react';
import { type Call, call } from '../api/calls';
import type { Step } from './steps';

export type Value = string | string[] | boolean;
export type Values = Record<string, Value>;

export interface Option {
  value: string;
  label: string;
  description?: string;
  /** Why it can't be chosen. */
  disabledReason?: string;
}

/** A field of a form of a change. */
export interface Field {
  id: string;
  label: string;
  kind: 'text' | 'select' | 'multiselect' | 'checkbox';
  description?: ReactNode;
  constraint?: string;
  placeholder?: string;
  options?: Option[];
  initial?: Value;
  optional?: boolean;
  /** Members and words by which the API's errors speak of it: CidrBlock, CIDR. */
  members?: string[];
  /** Whether it is asked for at all. */
  when?(values: Values): boolean;
  /** What is wrong with a value, before it is sent. */
  check?(value: Value, values: Values): string | undefined;
}

/** A change, as a form that asks for what it needs. Without fields it asks only whether to. */
export interface Form {
  title: string;
  /** What it does, in a sentence. */
  intro?: ReactNode;
  /** The button: "Create subnet". */
  submit: string;
  fields: Field[];
  steps(values: Values): Step[];
  /** What the notice says once it is done. */
  done(values: Values): string;
  /** The step whose made resource is shown then. */
  show?: string;
  /** Whether what it is about is gone then. */
  removes?: boolean;
  /** Why it can't be done now; shown in place of the button. */
  blocked?: ReactNode;
}

/** A change of one call. */
export function one(text: string, c: Call, path?: string): Step[] {
  return [{ name: 'MADE', text, call: () => c, path }];
}

export function text(values: Values, id: string): string {
  const value = values[id];
  return typeof value === 'string' ? value.trim() : '';
}

export function list(values: Values, id: string): string[] {
  const value = values[id];
  return Array.isArray(value) ? value : [];
}

export function checked(values: Values, id: string): boolean {
  return values[id] === true;
}

/** Undefined instead of an empty text, since AWS keeps apart what is empty and what is absent. */
export function given(value: string): string | undefined {
  return value === '' ? undefined : value;
}

export function initialValues(fields: Field[]): Values {
  return Object.fromEntries(
    fields.map((f) => [f.id, f.initial ?? (f.kind === 'multiselect' ? [] : f.kind === 'checkbox' ? false : '')]),
  );
}

/** The fields that are asked for, with these values. */
export function asked(fields: Field[], values: Values): Field[] {
  return fields.filter((f) => f.when?.(values) ?? true);
}

/** What is wrong with the values, by field. */
export function problems(fields: Field[], values: Values): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of asked(fields, values)) {
    const value = values[field.id] ?? '';
    const empty = Array.isArray(value)
      ? value.length === 0
      : value === '' || (typeof value === 'string' && !value.trim());
    if (empty && !field.optional && field.kind !== 'checkbox') found[field.id] = missing(field);
    else {
      const problem = empty ? undefined : field.check?.(value, values);
      if (problem) found[field.id] = problem;
    }
  }
  return found;
}

function missing(field: Field) {
  const choose = field.kind !== 'text';
  return `${choose ? 'Choose' : 'Enter'} ${/^[A-Z][a-z]/.test(field.label) ? field.label.charAt(0).toLowerCase() + field.label.slice(1) : field.label}.`;
}

/** The field that a message of the API is about: it names a member, or quotes what was entered. */
export function fieldOf(message: string, fields: Field[], values: Values): string | undefined {
  const shown = asked(fields, values);
  const quoted = shown.find((f) => {
    const value = values[f.id];
    return f.kind === 'text' && typeof value === 'string' && value.trim().length > 2 && message.includes(value.trim());
  });
  return (shown.find((f) => f.members?.some((m) => new RegExp(`\\b${m}\\b`, 'i').test(message))) ?? quoted)?.id;
}

/** A Name tag for what is being made; undefined where no name was given. */
export function named(type: string, name: string) {
  return name ? [{ ResourceType: type as never, Tags: [{ Key: 'Name', Value: name }] }] : undefined;
}

/** The field for a Name tag. */
export const nameField: Field = {
  id: 'name',
  label: 'Name tag',
  kind: 'text',
  optional: true,
  description: 'Kept as a tag with the key Name.',
  check: (value) => (String(value).length > 255 ? 'A tag’s value has at most 255 characters.' : undefined),
};

/** The form that asks whether to do one call. */
export function confirm(f: {
  title: string;
  intro: ReactNode;
  submit: string;
  call: Call;
  done: string;
  blocked?: ReactNode;
}): Form {
  const removes = /^(Delete|Release)/.test(f.call.operation);
  return { ...f, removes, fields: [], steps: () => one(f.submit, f.call), done: () => f.done };
}

/** The form that sets a resource's Name tag. */
export function rename(id: string, name: string): Form {
  return {
    title: `Edit the name of ${id}`,
    submit: 'Save',
    fields: [{ ...nameField, initial: name }],
    steps: (values) =>
      one(
        'Save the name',
        text(values, 'name')
          ? call('CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value: text(values, 'name') }] })
          : call('DeleteTags', { Resources: [id], Tags: [{ Key: 'Name' }] }),
      ),
    done: (values) =>
      text(values, 'name') ? `${id} is now called ${text(values, 'name')}.` : `${id} has no name now.`,
  };
}
