import { useQuery } from '@tanstack/react-query';
import { useClients, useRegion } from './context';
import { changing, settled } from './services';

/** How far an operation of a service is: Progress of package api/live, version 1. */
export interface Progress {
  version: number;
  now: string;
  service: string;
  status: string;
  operation?: OperationProgress;
}

export interface OperationProgress {
  id: string;
  type: string;
  status: string;
  began: string;
  ended?: string;
  /** Why it failed. */
  reason?: string;
  steps: StepProgress[];
}

export interface StepProgress {
  name: string;
  title: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  began?: string;
  ended?: string;
  text?: string;
  pull?: { image: string; done: number; total: number };
}

/** The progress of a service's operation; of the one in progress, else of the last, without one named. */
export function useProgress(service: string, operation?: string) {
  const { live } = useClients();
  const query = operation ? `?operation=${encodeURIComponent(operation)}` : '';
  return useQuery({
    queryKey: [useRegion(), 'progress', service, operation],
    queryFn: ({ signal }) => live.get<Progress>(`/v1/services/${encodeURIComponent(service)}/progress${query}`, signal),
    refetchInterval: ({ state }) => (state.data?.operation && !state.data.operation.ended ? changing / 2 : settled),
  });
}
