import { MutationCache, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { failureOf } from './failure';

/**
 * Whether Sallyport answers. What is asked tells; no page has to look. The shell
 * says it once, for all of them.
 */
export class Connection {
  private readonly listeners = new Set<() => void>();
  private lost = false;

  /** Whether what was asked last got no answer at all. */
  readonly isLost = () => this.lost;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  tell(lost: boolean) {
    if (lost === this.lost) return;
    this.lost = lost;
    for (const listener of this.listeners) listener();
  }
}

export const connection = new Connection();

export function useConnectionLost(): boolean {
  return useSyncExternalStore(connection.subscribe, connection.isLost);
}

export const sessionKey = ['session'];

/**
 * The queries of the console. What gets no answer is asked again until it gets
 * one, and pages meanwhile keep what they show. A refusal of the session itself
 * leads to the session being read again: it has ended, or another sign-in
 * replaced it, whose token the calls then carry.
 */
export function makeQueries(): QueryClient {
  const failed = (error: unknown) => {
    const { unreachable, refused } = failureOf(error);
    if (unreachable) connection.tell(true);
    if (refused) queries.invalidateQueries({ queryKey: sessionKey });
  };
  const queries = new QueryClient({
    mutationCache: new MutationCache({ onError: failed, onSuccess: () => connection.tell(false) }),
    defaultOptions: {
      queries: {
        // what the API refused it refuses again
        retry: (_, error) => failureOf(error).unreachable,
        retryDelay: 1_000,
        // what the browser knows of other networks says nothing about this machine
        networkMode: 'always',
        staleTime: 1_000,
      },
      mutations: { networkMode: 'always' },
    },
  });
  queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    const { action, query } = event;
    if (action.type === 'success' && !action.manual) connection.tell(false);
    if (action.type === 'failed') failed(action.error);
    // what reads the session has no other one to ask for
    if (action.type === 'error' && query.queryKey[0] !== sessionKey[0]) failed(action.error);
  });
  return queries;
}
