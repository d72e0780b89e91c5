import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';

const types: Record<string, StatusIndicatorProps.Type> = {
  RUNNING: 'success',
  ACTIVE: 'success',
  SUCCEEDED: 'success',
  available: 'success',
  PAUSED: 'stopped',
  INACTIVE: 'stopped',
  DELETED: 'stopped',
  OPERATION_IN_PROGRESS: 'in-progress',
  IN_PROGRESS: 'in-progress',
  PENDING: 'pending',
  pending: 'pending',
  ROLLBACK_IN_PROGRESS: 'in-progress',
  ROLLBACK_SUCCEEDED: 'warning',
  CREATE_FAILED: 'error',
  DELETE_FAILED: 'error',
  FAILED: 'error',
  ROLLBACK_FAILED: 'error',
  failed: 'error',
};

export interface StatusOfProps {
  status: string | undefined;
  /** What is said instead of the status, which its icon then tells. */
  children?: ReactNode;
}

/** A status as AWS names it, readable. */
export function StatusOf({ status, children }: StatusOfProps) {
  const text = (status ?? 'unknown').replaceAll('_', ' ').toLowerCase();
  if (children)
    return (
      <StatusIndicator type={types[status ?? ''] ?? 'info'} iconAriaLabel={text}>
        {children}
      </StatusIndicator>
    );
  return (
    <StatusIndicator type={types[status ?? ''] ?? 'info'}>
      <span style={{ whiteSpace: 'nowrap' }}>{text.charAt(0).toUpperCase() + text.slice(1)}</span>
    </StatusIndicator>
  );
}
