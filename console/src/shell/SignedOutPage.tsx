import Alert from '@cloudscape-design/components/alert';
import AppLayout from '@cloudscape-design/components/app-layout';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { Command } from '../components/Command';

/** What is left of every page when its session has ended: how to come back to it. */
export function SignedOutPage() {
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = 'Signed out – Sallyport';
  }, []);
  return (
    <AppLayout
      navigationHide
      toolsHide
      contentType="form"
      content={
        <Alert
          type="warning"
          header="You are signed out"
          action={<Button onClick={() => window.location.reload()}>Reload this page</Button>}
        >
          <SpaceBetween size="s">
            <Box>
              The session has ended. On the machine that runs Sallyport, this prints a link that signs in and leads back
              here:
            </Box>
            <Command text={`sallyport console ${pathname.slice(1)}`} />
            <Box>Where you are signed in again already, reload this page.</Box>
          </SpaceBetween>
        </Alert>
      }
    />
  );
}
