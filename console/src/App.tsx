import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { sessionKey, useConnectionLost } from './api/connection';
import { SessionProvider } from './api/context';
import { failureOf } from './api/failure';
import { loadSession } from './api/session';
import { ErrorState } from './components/ErrorState';
import { Loading } from './components/Loading';
import { ConnectionLost } from './shell/ConnectionLost';
import { Shell } from './shell/Shell';
import { SignedOutPage } from './shell/SignedOutPage';

// A page is loaded when it is first looked at.
const ServicesPage = lazy(() => import('./pages/services/ServicesPage'));
const CreateServicePage = lazy(() => import('./pages/create/CreateServicePage'));
const ServicePage = lazy(() => import('./pages/service/ServicePage'));
const ConnectorsPage = lazy(() => import('./pages/connectors/ConnectorsPage'));
const ConnectorPage = lazy(() => import('./pages/connectors/ConnectorPage'));
const VpcsPage = lazy(() => import('./pages/vpcs/VpcsPage'));
const CreateVpcPage = lazy(() => import('./pages/vpcs/CreateVpcPage'));
const VpcPage = lazy(() => import('./pages/vpcs/VpcPage'));
const ScalingPage = lazy(() => import('./pages/scaling/ScalingPage'));
const QuotasPage = lazy(() => import('./pages/quotas/QuotasPage'));
const NotFoundPage = lazy(() => import('./pages/NotFoundPage'));

export function App() {
  const session = useQuery({ queryKey: sessionKey, queryFn: loadSession, staleTime: Number.POSITIVE_INFINITY });
  const lost = useConnectionLost();
  if (session.isError && failureOf(session.error).signedOut) return <SignedOutPage />;
  if (session.isPending) return lost ? <ConnectionLost /> : <Loading what="the console" />;
  if (session.isLoadingError) return <ErrorState what="The session" error={session.error} retry={session.refetch} />;
  return (
    <SessionProvider session={session.data}>
      <Routes>
        <Route index element={<Navigate to={`/${session.data.region}/services`} replace />} />
        <Route path=":region" element={<Shell />}>
          <Route index element={<Navigate to="services" replace />} />
          <Route path="services" element={page(<ServicesPage />)} />
          <Route path="services/create" element={page(<CreateServicePage />)} />
          <Route path="services/:name/:id/:tab?" element={page(<ServicePage />)} />
          <Route path="connectors" element={page(<ConnectorsPage />)} />
          <Route path="connectors/:name/:revision/:id" element={page(<ConnectorPage />)} />
          <Route path="vpcs" element={page(<VpcsPage />)} />
          <Route path="vpcs/create" element={page(<CreateVpcPage />)} />
          <Route path="vpcs/:vpc/:tab?/:item?" element={page(<VpcPage />)} />
          <Route path="scaling" element={page(<ScalingPage />)} />
          <Route path="quotas" element={page(<QuotasPage />)} />
          <Route path="*" element={page(<NotFoundPage />)} />
        </Route>
      </Routes>
    </SessionProvider>
  );
}

function page(element: React.ReactNode) {
  return <Suspense fallback={<Loading what="the page" />}>{element}</Suspense>;
}
