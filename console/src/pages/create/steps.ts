import { below, type Errors } from '../../forms/errors';
import type { ServiceForm } from '../../forms/service';

/** What a step of the wizard is given. */
export interface StepProps {
  form: ServiceForm;
  change(part: Partial<ServiceForm>): void;
  errors: Errors;
}

/** The wizard's steps, from 0. */
export const sourceStep = 0;
export const configureStep = 1;
export const reviewStep = 2;

/** The step that an address names, where they count from 1. */
export function stepIn(text: string | null): number {
  const step = Number(text) - 1;
  return [configureStep, reviewStep].includes(step) ? step : sourceStep;
}

/** The step that has a field; the review where it is none's. */
export function stepOf(field: string): number {
  if (field === '') return reviewStep;
  return field.startsWith('source.') || field === 'source' ? sourceStep : configureStep;
}

/** What is wrong in one step. */
export function inStep(errors: Errors, step: number): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => stepOf(field) === step));
}

/** Whether something is wrong in a part of the form. */
export function wrongIn(errors: Errors, part: string): boolean {
  return Object.keys(below(errors, part)).length > 0;
}
