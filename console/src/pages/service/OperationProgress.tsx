import type { ServiceTabProps } from './ServicePage';

/** The steps of what is being done to a service now. */
export function OperationProgress(_: ServiceTabProps) {
  return null;
}
