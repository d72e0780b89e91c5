import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useQueryClient } from '@tanstack/react-query';
import { Component, type ReactNode, useEffect } from 'react';
import { loadSession } from '../api/session';
import { Loading } from '../components/Loading';

interface PageBoundaryProps {
  /** The page's address; another one is another page, which may do better. */
  at: string;
  children: ReactNode;
}

/** Keeps the shell when a page can't be shown. */
export class PageBoundary extends Component<PageBoundaryProps, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: PageBoundaryProps) {
    if (before.at !== this.props.at && this.state.error) this.setState({ error: undefined });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return missingFile.test(error.message) && !reloadedLately() ? <LoadAgain /> : <Broken error={error} />;
  }
}

// What browsers and the bundle's loader say of a file of the page that did not come.
const missingFile = /dynamically imported module|importing a module script|preload CSS/i;

/**
 * A page's files come when it is first looked at. They don't while Sallyport is
 * away, or are others after an upgrade: the whole is loaded again once there is an answer.
 */
function LoadAgain() {
  const queries = useQueryClient();
  useEffect(() => {
    queries
      .fetchQuery({ queryKey: ['page-files'], queryFn: loadSession, staleTime: 0 })
      .then(() => {
        sessionStorage.setItem(reloadKey, String(Date.now()));
        window.location.reload();
      })
      .catch(() => undefined); // signed out, which the shell says
  }, [queries]);
  return <Loading what="the page" />;
}

const reloadKey = 'sallyport-reloaded';

function reloadedLately() {
  return Date.now() - Number(sessionStorage.getItem(reloadKey)) < 10_000;
}

function Broken({ error }: { error: Error }) {
  return (
    <Alert
      type="error"
      header="This page can't be shown"
      action={<Button onClick={() => window.location.reload()}>Load it again</Button>}
    >
      The console met something that it does not expect. What runs is not touched by it.
      <Box color="text-body-secondary" fontSize="body-s">
        {error.message}
      </Box>
    </Alert>
  );
}
