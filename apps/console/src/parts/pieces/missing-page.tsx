import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import { tabStorage } from '../../drafts/tab-storage.js';
import { liveStanding, watchStanding } from '../../live/live-standing.js';
import { Moment } from '../../shell/moment.js';
import { OneReload } from './one-reload.js';
import { waitBeforeTry } from './tries.js';

/** So long is waited for the answer to whether the server is there, in milliseconds. */
const ANSWER_MAX_MS = 10_000;

/** What keeps the page from being shown. */
type Trouble = 'away' | 'other';

interface MissingPageProps {
  /** Which page, by the name that the build knows it by. */
  readonly name: string;
  /** Loads the page once more, and has it shown if it arrives. @returns whether it did */
  readonly load: () => Promise<boolean>;
}

/** By which a page is reloaded at most once. */
export const oneReload = new OneReload(tabStorage());

/**
 * In the place of a page that did not arrive. The page is loaded anew by itself, and as soon as the server is heard again. A server that answers, but
 * not with this page, has another version of the console by now: then the console is loaded anew, once.
 */
export function MissingPage({ name, load }: MissingPageProps): ReactNode {
  const { history } = useRouter();
  const { trouble, sinceMs, isTrying, tryNow } = useTries(name, load);
  return (
    <Stack align="start">
      <Title order={1} size="h2">
        {trouble === 'away' ? 'The server does not answer' : 'This page did not arrive'}
      </Title>
      <Alert color="yellow" variant="light" role="status" w="100%">
        <Text size="sm">
          Stale since <Moment at={new Date(sinceMs).toISOString()} />.{' '}
          {trouble === 'away'
            ? 'This page was not opened before, so it has to come from the server. It is tried again by itself; pages that were open stay reachable.'
            : 'The server answers, but not with this page. It may have another version of the console by now: load the console anew.'}
        </Text>
      </Alert>
      <Group gap="xs">
        <Button variant="default" loading={isTrying} onClick={tryNow}>
          Try again
        </Button>
        {trouble === 'other' && (
          <Button variant="default" onClick={() => window.location.reload()}>
            Load the console anew
          </Button>
        )}
        {history.canGoBack() && (
          <Button variant="subtle" onClick={() => history.back()}>
            Back to the page before
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** Tries until the page arrives: with longer and longer waits, when somebody says so, and when the server is heard again. */
function useTries(name: string, load: () => Promise<boolean>) {
  const [trouble, setTrouble] = useState<Trouble>('away');
  const [isTrying, setTrying] = useState(false);
  const [sinceMs] = useState(staleSinceMs);
  const tryNow = useRef<() => void>(() => undefined);
  useEffect(() => {
    const left = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let isBusy = false;
    const attempt = async (): Promise<void> => {
      if (isBusy || left.signal.aborted) return;
      clearTimeout(timer);
      isBusy = true;
      setTrying(true);
      const isThere = await isServed(left.signal);
      const hasArrived = isThere && !left.signal.aborted && (await load());
      isBusy = false;
      if (hasArrived || left.signal.aborted) return;
      setTrying(false);
      setTrouble(isThere ? 'other' : 'away');
      if (isThere && oneReload.take(name)) return window.location.reload();
      failures += 1;
      timer = setTimeout(() => void attempt(), waitBeforeTry(failures, Math.random()));
    };
    tryNow.current = () => void attempt();
    const unwatch = watchStanding(() => {
      if (liveStanding().state === 'live') void attempt();
    });
    void attempt();
    return () => {
      unwatch();
      clearTimeout(timer);
      left.abort();
    };
  }, [name, load]);
  return { trouble, sinceMs, isTrying, tryNow: () => tryNow.current() };
}

/** Whether the server would answer a reload with a console, whichever: only then may the page be reloaded. */
async function isServed(left: AbortSignal): Promise<boolean> {
  const signal = AbortSignal.any([left, AbortSignal.timeout(ANSWER_MAX_MS)]);
  const request = { headers: { accept: 'text/html' }, cache: 'no-store', signal } as const;
  return fetch(window.location.href, request).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Since when the server has not been heard; since now where nobody had noticed. */
function staleSinceMs(): number {
  const standing = liveStanding();
  return standing.state === 'stale' ? standing.sinceMs : Date.now();
}
