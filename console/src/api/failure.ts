import { SignedOut } from './session';

/** What went wrong, in the words that the API has for it. */
export interface Failure {
  /** AWS's code, such as InvalidRequestException; empty where there is none. */
  code: string;
  message: string;
  requestId?: string;
  /** The session has ended. */
  signedOut: boolean;
  /** Not the call was refused but who made it: the session has ended, or is another one by now. */
  refused: boolean;
  /** There was no answer. */
  unreachable: boolean;
}

interface SdkError extends Error {
  Code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/** Whoever has no session is refused by these, whatever the service's protocol is. */
const sessionCodes = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'];
/** And by these who has one, but not this page's token of it. */
const tokenCodes = ['AccessDenied', 'AccessDeniedException'];

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error))
    return { code: '', message: String(error), signedOut: false, refused: false, unreachable: false };
  const { Code, $metadata } = error as SdkError;
  const code = Code ?? ($metadata?.httpStatusCode ? error.name : '');
  const signedOut = error instanceof SignedOut || sessionCodes.includes(code);
  const unreachable = !code && error instanceof TypeError && /fetch|network|load failed/i.test(error.message);
  return {
    code,
    message: unreachable ? 'Sallyport does not answer. Is it running? "sallyport up" starts it.' : error.message,
    requestId: $metadata?.requestId,
    signedOut,
    refused: signedOut || tokenCodes.includes(code),
    unreachable,
  };
}
