import AppLayout from '@cloudscape-design/components/app-layout';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Flashbar from '@cloudscape-design/components/flashbar';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useConnectionLost } from '../api/connection';
import { CommandPanel } from './CommandPanel';
import { ConnectionLost } from './ConnectionLost';
import { Header } from './Header';
import { useLinks } from './links';
import { Navigation } from './Navigation';
import { PageBoundary } from './PageBoundary';
import { PageProvider, usePageState } from './page';

/** What surrounds every page: header, navigation, breadcrumbs, notices, and the commands that would do the same. */
export function Shell() {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <PageProvider>
        <Layout />
      </PageProvider>
    </I18nProvider>
  );
}

function Layout() {
  const { trail, notices, commands, contentType } = usePageState();
  const { href, follow } = useLinks();
  const { pathname } = useLocation();
  const lost = useConnectionLost();
  // a narrow page needs its width for itself
  const [navigation, setNavigation] = useState(() => window.innerWidth >= 1000);
  const [drawer, setDrawer] = useState<string | null>(null);
  return (
    <>
      <Header />
      <AppLayout
        headerSelector="#header"
        navigation={<Navigation />}
        navigationOpen={navigation}
        onNavigationChange={({ detail }) => setNavigation(detail.open)}
        contentType={contentType}
        toolsHide
        breadcrumbs={
          <BreadcrumbGroup
            items={[{ text: 'Sallyport', href: '/' }, ...trail].map((part) => ({ ...part, href: href(part.href) }))}
            onFollow={follow}
          />
        }
        notifications={
          <>
            {lost && <ConnectionLost />}
            <Flashbar items={notices} stackItems />
          </>
        }
        drawers={[
          {
            id: 'commands',
            content: <CommandPanel commands={commands} />,
            trigger: { iconName: 'script' },
            ariaLabels: {
              drawerName: 'View as CLI',
              triggerButton: 'View as CLI',
              closeButton: 'Close the commands',
              resizeHandle: 'Resize the commands',
            },
            resizable: true,
            defaultSize: 420,
          },
        ]}
        activeDrawerId={drawer}
        onDrawerChange={({ detail }) => setDrawer(detail.activeDrawerId)}
        content={
          <PageBoundary at={pathname}>
            <Outlet />
          </PageBoundary>
        }
      />
    </>
  );
}
