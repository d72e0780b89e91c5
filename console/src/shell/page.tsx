import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';

/** An aws or sallyport command that does what the page does, and what it is for. */
export interface CliCommand {
  title: string;
  command: string;
}

/** What a page tells the shell around it. */
export interface PageFrame {
  /** The page's name, for the window's title. */
  title: string;
  /** The breadcrumbs below Sallyport, in the console's own addresses. */
  trail: { text: string; href: string }[];
  /** What "View as CLI" shows. */
  commands?: CliCommand[];
  contentType?: AppLayoutProps.ContentType;
}

export interface Notice {
  type: FlashbarProps.Type;
  header?: string;
  content: ReactNode;
}

interface PageState extends Required<Omit<PageFrame, 'title'>> {
  notices: FlashbarProps.MessageDefinition[];
  setFrame(frame: PageFrame): void;
  notify(notice: Notice): void;
}

const PageContext = createContext<PageState | null>(null);

export function PageProvider({ children }: { children: ReactNode }) {
  const [frame, setFrame] = useState<PageFrame>({ title: '', trail: [] });
  const [notices, setNotices] = useState<FlashbarProps.MessageDefinition[]>([]);
  const notify = useCallback((notice: Notice) => {
    const id = crypto.randomUUID();
    const dismiss = () => setNotices((current) => current.filter((n) => n.id !== id));
    setNotices((current) => [
      { id, ...notice, dismissible: true, dismissLabel: 'Dismiss', onDismiss: dismiss },
      ...current.slice(0, 4),
    ]);
  }, []);
  const state = useMemo(
    () => ({
      trail: frame.trail,
      commands: frame.commands ?? [],
      contentType: frame.contentType ?? 'default',
      notices,
      setFrame,
      notify,
    }),
    [frame, notices, notify],
  );
  return <PageContext.Provider value={state}>{children}</PageContext.Provider>;
}

export function usePageState(): PageState {
  const state = useContext(PageContext);
  if (!state) throw new Error('usePageState outside of a PageProvider');
  return state;
}

/** Names the page, its place and its commands; it may be called with another frame at each rendering. */
export function usePage(frame: PageFrame) {
  const { setFrame } = usePageState();
  const serial = JSON.stringify(frame);
  useEffect(() => {
    const told: PageFrame = JSON.parse(serial);
    setFrame(told);
    document.title = `${told.title} – Sallyport`;
  }, [serial, setFrame]);
}

/** Shows a notice above the page; it stays when the page is left for another one. */
export function useNotify() {
  return usePageState().notify;
}
