import type { OperationSummary, Service } from '@aws-sdk/client-apprunner';

/** START_DEPLOYMENT → Start deployment */
export function operationWords(type: string | undefined): string {
  const text = (type ?? '').replaceAll('_', ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What keeps a service from being edited now, such as "Update service in progress"; empty for nothing. */
export function busyWith(service: Pick<Service, 'Status'>, operations: OperationSummary[] | undefined): string {
  if (service.Status === 'DELETED') return 'The service is deleted';
  if (service.Status === 'DELETE_FAILED') return 'The service could not be deleted, and can only be deleted again';
  if (service.Status !== 'OPERATION_IN_PROGRESS') return '';
  // the list may be older than the status
  const going = operations?.find(({ Status }) => Status === 'PENDING' || Status?.endsWith('IN_PROGRESS'));
  return `${operationWords(going?.Type ?? 'OPERATION')} in progress`;
}
