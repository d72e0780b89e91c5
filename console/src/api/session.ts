// The session that a sign-in link began. The cookie itself is out of reach of
// scripts; what they hold is the token that proves that a call is this page's.
export interface Session {
  csrf: string;
  account: string;
  /** The region that the console opens with. */
  region: string;
  version: string;
  /** The domain below which services have their names. */
  domain: string;
  /** Where the front door listens, host:port. */
  ingress: string;
  /** Where the API listens, for AWS_ENDPOINT_URL. */
  api: string;
}

export class SignedOut extends Error {
  constructor() {
    super('The session has ended. Run "sallyport console" for a new sign-in link.');
    this.name = 'SignedOut';
  }
}

export const csrfHeader = 'X-Sallyport-Csrf';

export async function loadSession(): Promise<Session> {
  const response = await fetch('/console/session');
  if (response.status === 401) throw new SignedOut();
  if (!response.ok) throw new Error(`the session could not be read: ${response.status} ${await response.text()}`);
  return response.json();
}

export async function signOut(session: Session) {
  await fetch('/console/sign-out', { method: 'POST', headers: { [csrfHeader]: session.csrf } });
}
