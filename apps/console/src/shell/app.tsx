import './styles/library.js';
import './styles/shell.css';
import './styles/pieces.js';

import { Center, createTheme, Loader, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { createQueries, SESSION_KEY } from '../server/queries.js';
import { whenSignedOut } from '../server/rest.js';
import { forgetFormerPersons, useSession } from '../session/session.js';
import { SignIn } from '../session/sign-in.js';
import { ProblemBox } from './problem-box.js';
import { router } from './router.js';
import { tellStyleNonce } from './styles/style-nonce.js';

const theme = createTheme({
  primaryColor: 'cyan',
  primaryShade: 9,
  autoContrast: true,
  respectReducedMotion: true,
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  defaultRadius: 'md',
});
const queries = createQueries();
whenSignedOut(() => queries.setQueryData(SESSION_KEY, null));
forgetFormerPersons(queries);

/** The nonce of this page: styles that are made while it runs are taken with it only. */
const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
tellStyleNonce(styleNonce());

/** The whole console. */
export function App(): ReactNode {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <Gate />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Shows the console to whoever is signed in, and the sign-in to everybody else. */
function Gate(): ReactNode {
  const session = useSession();
  const isSignedOut = session.data === null;
  // Whoever is signed in next sees nothing that is still on the screen of the one before.
  if (session.data) return <RouterProvider key={session.data.name} router={router} />;
  if (isSignedOut) return <SignIn />;
  return (
    <Center mih="100vh" p="md">
      {session.error ? <ProblemBox error={session.error} onRetry={() => void session.refetch()} /> : <Loader />}
    </Center>
  );
}
