import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';

/** Says what is waited for. */
export function Loading({ what }: { what: string }) {
  return (
    <Box textAlign="center" padding="xxl" color="text-body-secondary">
      <Spinner /> Loading {what}
    </Box>
  );
}
