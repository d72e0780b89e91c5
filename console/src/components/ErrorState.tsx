import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { failureOf } from '../api/failure';

/** What went wrong, in the API's words, and the way on. */
export function ErrorState({ error, what, retry }: { error: unknown; what?: string; retry?: () => unknown }) {
  const { code, message, requestId, signedOut } = failureOf(error);
  // the shell says it, once for all that the page asked for
  if (signedOut) return null;
  return (
    <Alert
      type="error"
      header={what ? `${what} could not be loaded` : 'That did not work'}
      action={retry && <Button onClick={() => retry()}>Try again</Button>}
    >
      {message}
      {(code || requestId) && (
        <Box color="text-body-secondary" fontSize="body-s">
          {[code, requestId && `request ${requestId}`].filter(Boolean).join(' · ')}
        </Box>
      )}
    </Alert>
  );
}
