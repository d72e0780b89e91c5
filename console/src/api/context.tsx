import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useParams } from 'react-router';
import { type Clients, makeClients } from './clients';
import type { Session } from './session';

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession outside of a SessionProvider');
  return session;
}

/** The region that the page's address names. */
export function useRegion(): string {
  const { region } = useParams();
  const session = useSession();
  return region ?? session.region;
}

/** The clients for the page's region. */
export function useClients(): Clients {
  const session = useSession();
  const region = useRegion();
  return useMemo(() => makeClients(session, region), [session, region]);
}

/** The parts of an address in the console, below its region. */
export function usePath(): (...parts: string[]) => string {
  const region = useRegion();
  return (...parts) => `/${[region, ...parts].map(encodeURIComponent).join('/')}`;
}
