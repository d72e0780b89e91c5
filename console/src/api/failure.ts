import { SignedOut } from './session';

/** What went wrong, in the words that the API has for it. */
export interface Failure {
  /** AWS's code, such as InvalidRequestException; empty where there is none. */
  code: string;
  message: string;
  requestId?: string;
  signedOut: boolean;
}

interface SdkError extends Error {
  Code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/** Whoever has no session is refused by these, whatever the service's protocol is. */
const sessionCodes = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: '', message: String(error), signedOut: false };
  const { Code, $metadata } = error as SdkError;
  const code = Code ?? ($metadata ? error.name : '');
  const signedOut = error instanceof SignedOut || sessionCodes.includes(code);
  const unreachable = error instanceof TypeError || error.name === 'NetworkingError';
  return {
    code,
    message: unreachable ? `Sallyport does not answer: ${error.message}` : error.message,
    requestId: $metadata?.requestId,
    signedOut,
  };
}
