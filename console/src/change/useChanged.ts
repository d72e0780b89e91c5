import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useRegion } from '../api/context';

/** Has everything of the network asked for again: one change shows in many places. */
export function useChanged(): () => Promise<void> {
  const queries = useQueryClient();
  const region = useRegion();
  return useCallback(async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: [region, 'ec2'] }),
      queries.invalidateQueries({ queryKey: [region, 'network'] }),
    ]);
  }, [queries, region]);
}
