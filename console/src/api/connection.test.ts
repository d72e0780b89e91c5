import { afterEach, expect, it, vi } from 'vitest';
import { connection, makeQueries, sessionKey } from './connection';
import { SignedOut } from './session';

afterEach(() => {
  connection.tell(false);
  vi.useRealTimers();
});

it('asks again until there is an answer', async () => {
  vi.useFakeTimers();
  const answers = [new TypeError('Failed to fetch'), new TypeError('Failed to fetch'), 'there'];
  const queries = makeQueries();
  const asked = queries.fetchQuery({
    queryKey: ['something'],
    queryFn: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    retry: queries.getDefaultOptions().queries?.retry,
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(connection.isLost()).toBe(true);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await asked).toBe('there');
  expect(connection.isLost()).toBe(false);
});

it('reads the session again when it is refused, and only then', async () => {
  const queries = makeQueries();
  queries.setQueryData(sessionKey, { csrf: 'a' });
  const invalidated = () => queries.getQueryState(sessionKey)?.isInvalidated;
  const fails = (key: string, error: Error) =>
    queries.fetchQuery({ queryKey: [key], queryFn: () => Promise.reject(error) }).catch(() => undefined);
  await fails('a', Object.assign(new Error('no such service'), { $metadata: { httpStatusCode: 400 } }));
  expect(invalidated()).toBe(false);
  await fails('b', new SignedOut());
  expect(invalidated()).toBe(true);
});
