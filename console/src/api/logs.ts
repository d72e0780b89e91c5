import {
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  ResourceNotFoundException,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { connection } from './connection';
import { useClients, useRegion, useSession } from './context';
import { failureOf } from './failure';
import { all } from './pages';
import { settled } from './services';

/** The two log groups that App Runner has for a service. */
export type LogGroup = 'service' | 'application';

export function logGroupName(service: { ServiceName?: string; ServiceId?: string }, group: LogGroup): string {
  return `/aws/apprunner/${service.ServiceName}/${service.ServiceId}/${group}`;
}

export function logGroupArn(region: string, account: string, group: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${group}`;
}

export interface LogLine {
  /** Milliseconds since 1970. */
  at: number;
  stream: string;
  message: string;
}

export interface LogQuestion {
  group: string;
  /** One stream; all of them without. */
  stream?: string;
  /** CloudWatch's filter pattern. */
  pattern?: string;
  /** How far back, in milliseconds; everything without. */
  span?: number;
}

/** How many lines a page shows at the most; of more, the newest. */
export const shownLines = 2_000;

/** The streams of a log group, the one that was written last first. */
export function useLogStreams(group: string) {
  const { logs } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'log-streams', group],
    queryFn: () =>
      orNothing(
        all(async (nextToken) => {
          const page = await logs.send(
            new DescribeLogStreamsCommand({
              logGroupName: group,
              orderBy: 'LastEventTime',
              descending: true,
              nextToken,
            }),
          );
          return { items: page.logStreams?.map((s) => s.logStreamName ?? ''), token: page.nextToken };
        }),
      ),
    refetchInterval: settled,
  });
}

/** The lines that are there, oldest first. */
export function useLogLines(question: LogQuestion) {
  const { logs } = useClients();
  return useQuery({
    queryKey: [useRegion(), 'log-lines', question],
    queryFn: async (): Promise<LogLine[]> => {
      const events = await orNothing(
        all(async (nextToken) => {
          const page = await logs.send(new FilterLogEventsCommand({ ...filterInput(question, Date.now()), nextToken }));
          return { items: page.events, token: page.nextToken };
        }),
      );
      return events
        .slice(-shownLines)
        .map((e) => ({ at: e.timestamp ?? 0, stream: e.logStreamName ?? '', message: e.message ?? '' }));
    },
  });
}

/** The input of the call that finds a question's lines. */
export function filterInput({ group, stream, pattern, span }: LogQuestion, now: number) {
  return {
    logGroupName: group,
    logStreamNames: stream ? [stream] : undefined,
    filterPattern: pattern || undefined,
    startTime: span ? now - span : undefined,
  };
}

/** A group without lines yet does not exist. */
async function orNothing<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
}

export interface Tail {
  lines: LogLine[];
  state: 'off' | 'connecting' | 'live';
  /** Why it is not live, where it was tried. */
  error?: unknown;
}

/** How long after its end a tail is begun anew, in milliseconds. */
const again = 2_000;

/** The lines that are added from now on, as they come; while on. */
export function useLiveTail({ group, stream, pattern }: LogQuestion, on: boolean): Tail {
  const { logs } = useClients();
  const region = useRegion();
  const { account } = useSession();
  const queries = useQueryClient();
  const [tail, setTail] = useState<Tail>({ lines: [], state: 'off' });
  useEffect(() => {
    if (!on) {
      setTail((before) => ({ ...before, state: 'off' }));
      return;
    }
    const abort = new AbortController();
    const follow = async () => {
      const answer = await logs.send(
        new StartLiveTailCommand({
          logGroupIdentifiers: [logGroupArn(region, account, group)],
          logStreamNames: stream ? [stream] : undefined,
          logEventFilterPattern: pattern || undefined,
        }),
        { abortSignal: abort.signal },
      );
      connection.tell(false);
      // what was printed between the last look and now
      queries.invalidateQueries({ queryKey: [region, 'log-lines'] });
      for await (const event of answer.responseStream ?? []) {
        if (abort.signal.aborted) return;
        const results = event.sessionUpdate?.sessionResults ?? [];
        const added = results.map((e) => ({
          at: e.timestamp ?? 0,
          stream: e.logStreamName ?? '',
          message: e.message ?? '',
        }));
        setTail(({ lines }) => ({
          state: 'live',
          lines: added.length ? [...lines, ...added].slice(-shownLines) : lines,
        }));
      }
    };
    // A tail ends when Sallyport does, and when its time is up; a group begins with its first line.
    const stay = async () => {
      setTail({ lines: [], state: 'connecting' });
      while (!abort.signal.aborted) {
        const error = await follow().catch((reason) => reason);
        if (abort.signal.aborted) return;
        if (error && failureOf(error).unreachable) connection.tell(true);
        setTail(({ lines }) => ({ lines, state: 'connecting', error }));
        await new Promise((resolve) => setTimeout(resolve, again));
      }
    };
    stay();
    return () => abort.abort();
  }, [logs, queries, region, account, group, stream, pattern, on]);
  return tail;
}

/** What is there and what was added, without what both have. */
export function merged(there: LogLine[], added: LogLine[]): LogLine[] {
  const key = (l: LogLine) => `${l.at} ${l.stream} ${l.message}`;
  const from = added[0]?.at ?? Number.POSITIVE_INFINITY;
  const known = new Set(there.filter((l) => l.at >= from).map(key));
  return [...there, ...added.filter((l) => !known.has(key(l)))].slice(-shownLines);
}
