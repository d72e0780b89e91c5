import type { Rejection } from '../../api/network';

/** A question to "Why can't I reach…?". */
export interface Question {
  /** host:port */
  to: string;
  protocol: 'tcp' | 'udp';
}

/** Who was asked, in a rejection, as it is asked for; the port is left out where it has none. */
export function targetOf({ answer, source, destination, port }: Rejection): string {
  const asked = answer ? source : destination;
  const host = asked.includes(':') ? `[${asked}]` : asked;
  return port ? `${host}:${port}` : host;
}

/** The questions that rejections on the way out raise, those that were met most often first. */
export function questionsOf(rejections: Rejection[], most = 3): Question[] {
  const counts = new Map<string, { question: Question; count: number }>();
  for (const rejection of rejections) {
    if ((rejection.direction !== 'egress' && !rejection.answer) || !rejection.port) continue;
    const question: Question = { to: targetOf(rejection), protocol: rejection.protocol === 'udp' ? 'udp' : 'tcp' };
    const key = `${question.to} ${question.protocol}`;
    counts.set(key, { question, count: (counts.get(key)?.count ?? 0) + rejection.count });
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, most)
    .map(({ question }) => question);
}
