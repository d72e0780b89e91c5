import { awsCommand } from '../../api/command';
import type { LogGroup } from '../../api/logs';

/** What of a service's logs is looked at; all of it is in the page's address. */
export interface ShownLog {
  log: LogGroup;
  /** One stream; all of them if it is empty. */
  stream: string;
  /** CloudWatch's filter pattern. */
  find: string;
  /** How far back, in milliseconds; everything for 0. */
  span: number;
}

export function logQuestion(search: URLSearchParams): ShownLog {
  const log = search.get('log') === 'application' ? 'application' : 'service';
  return {
    log,
    stream: search.get('stream') ?? (log === 'service' ? 'events' : ''),
    find: search.get('find') ?? '',
    span: Number(search.get('span') ?? 3_600_000) || 0,
  };
}

/** The command that finds the same lines. */
export function findCommand(group: string, { stream, find, span }: ShownLog): string {
  const call = awsCommand('logs', 'FilterLogEvents', {
    logGroupName: group,
    logStreamNames: stream ? [stream] : undefined,
    filterPattern: find,
  });
  // the shell knows what time it is when the command runs
  return span ? `${call} --start-time $((($(date +%s) - ${span / 1000}) * 1000))` : call;
}

/** The command that goes on with the lines that are added, by the call that the live tail makes. */
export function followCommand(groupArn: string, { stream, find }: ShownLog): string {
  return awsCommand('logs', 'StartLiveTail', {
    logGroupIdentifiers: [groupArn],
    logStreamNames: stream ? [stream] : undefined,
    logEventFilterPattern: find,
  });
}
