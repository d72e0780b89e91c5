import Box from '@cloudscape-design/components/box';
import Flashbar from '@cloudscape-design/components/flashbar';

/** Says that nothing answers, while that is so. */
export function ConnectionLost() {
  return (
    <Flashbar
      items={[
        {
          id: 'connection-lost',
          type: 'warning',
          loading: false,
          ariaRole: 'alert',
          header: 'Sallyport does not answer',
          content: (
            <>
              What you see is from before; it goes on by itself as soon as there is an answer. If Sallyport was stopped,{' '}
              <Box variant="code" color="inherit">
                sallyport up
              </Box>{' '}
              starts it.
            </>
          ),
        },
      ]}
    />
  );
}
