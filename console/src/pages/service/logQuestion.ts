import { shellWord } from '../../api/command';
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

/** The command that prints the same lines, and goes on with those that are added. */
export function tailCommand(group: string, { stream, find, span }: ShownLog, follow: boolean): string {
  return [
    `aws logs tail ${group}`,
    span ? `--since ${span / 60_000}m` : '--since 1000w',
    stream && `--log-stream-names ${shellWord(stream)}`,
    find && `--filter-pattern ${shellWord(find)}`,
    follow && '--follow',
  ]
    .filter(Boolean)
    .join(' ');
}
