import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { failureOf } from '../api/failure';

/** What went wrong, in the API's words, and the way on. */
export function ErrorState({ error, what, retry }: { error: unknown; what?: string; retry?: () => unknown }) {
  const { code, message, requestId, signedOut } = failureOf(error);
  if (signedOut) {
    return (
      <Alert type="warning" header="You are signed out">
        Run <Box variant="code">sallyport console</Box> on the machine that runs Sallyport, and open the link that it
        prints.
      </Alert>
    );
  }
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
