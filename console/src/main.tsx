import '@cloudscape-design/global-styles/index.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './App';
import { failureOf } from './api/failure';
import { applyAppearance, storedAppearance } from './shell/appearance';
import './console.css';

applyAppearance(storedAppearance());

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the API refused it refuses again; a server that restarts is back in a moment.
      retry: (count, error) => count < 2 && failureOf(error).code === '' && !failureOf(error).signedOut,
      staleTime: 1_000,
    },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <BrowserRouter basename="/console">
        <App />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
);
