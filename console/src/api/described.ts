import type { EC2Client, Filter } from '@aws-sdk/client-ec2';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useClients, useRegion } from './context';
import { all } from './pages';
import { changing, settled } from './services';

export interface DescribeInput {
  Filters?: Filter[];
  NextToken?: string;
}

export interface DescribeOptions<T> {
  filters?: Filter[];
  /** Whether one is about to change by itself, so that it is asked for again at once. */
  changes?(one: T): boolean;
  enabled?: boolean;
}

/**
 * All of a kind of EC2's resources that filters let through. The keys of these
 * queries begin with the region and "ec2": a change of one resource shows in
 * others, so all of them are asked for again after it.
 */
export function useDescribed<O extends { NextToken?: string }, T>(
  kind: string,
  describe: (ec2: EC2Client, input: DescribeInput) => Promise<O>,
  pick: (output: O) => T[] | undefined,
  { filters, changes, enabled = true }: DescribeOptions<T> = {},
) {
  const { ec2 } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'ec2', kind, filters ?? []],
    queryFn: () =>
      all(async (NextToken) => {
        const page = await describe(ec2, { ...(filters && { Filters: filters }), NextToken });
        return { items: pick(page), token: page.NextToken };
      }),
    refetchInterval: (query) => (changes && query.state.data?.some(changes) ? changing : settled),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** The filter for one VPC's resources; none for all of the region. */
export function ofVpc(vpc: string | undefined, name = 'vpc-id'): Filter[] | undefined {
  return vpc ? [{ Name: name, Values: [vpc] }] : undefined;
}
