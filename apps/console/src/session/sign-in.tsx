import { Button, Center, Divider, Loader, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';

import { answerOf } from '@twinbank/client';

import { later } from '../parts/later.js';
import { WAYS_KEY } from '../server/queries.js';
import { rest } from '../server/rest.js';
import { Mark } from '../shell/mark.js';
import { ProblemBox } from '../shell/problem-box.js';
import { FirstPerson } from './first-person.js';
import { withReturn } from './return.js';
import { useSigning } from './session.js';

const SetPassword = later(async () => (await import('../profile/set-password.js')).SetPassword);
const PasswordSet = later(async () => (await import('../profile/set-password.js')).PasswordSet);

/** Signs a person in, by the ways that the server offers. */
export function SignIn(): ReactNode {
  useEffect(() => {
    document.title = 'Sign in · Twinbank';
  }, []);
  const ways = useQuery({
    queryKey: WAYS_KEY,
    queryFn: () => answerOf(rest.GET('/api/v1/session/ways')),
    staleTime: Infinity,
  });
  const oidc = ways.data?.ways.filter(({ method }) => method === 'oidc') ?? [];
  const hasPassword = ways.data?.ways.some(({ method }) => method === 'password') ?? false;
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper w="100%" maw={400} p="xl" withBorder radius="md">
        <Stack>
          <Stack gap={4} align="center">
            <Mark size={40} />
            <Title order={1} size="h2">
              Twinbank
            </Title>
            <Text c="dimmed" size="sm" ta="center">
              Updates for dual-bank devices while they run
            </Text>
          </Stack>
          {ways.isPending && <Loader mx="auto" />}
          {ways.error && <ProblemBox error={ways.error} onRetry={() => void ways.refetch()} />}
          {hasPassword && (ways.data?.firstPerson ? <FirstPerson /> : <ByPassword />)}
          {hasPassword && oidc.length > 0 && <Divider label="or" />}
          {oidc.map(({ label, address }) => (
            <Button key={address} component="a" href={withReturn(address, window.location)} variant="default" fullWidth>
              {label}
            </Button>
          ))}
        </Stack>
      </Paper>
    </Center>
  );
}

/** Signs in by password; who has none yet sets one with the secret that was handed over. */
function ByPassword(): ReactNode {
  const [isSetting, setSetting] = useState(false);
  const [whose, setWhose] = useState('');
  return (
    <>
      {whose !== '' && <PasswordSet name={whose} />}
      {isSetting ? (
        <SetPassword
          onSet={(name) => {
            setSetting(false);
            setWhose(name);
          }}
        />
      ) : (
        <PasswordForm key={whose} known={whose} />
      )}
      <Button variant="subtle" size="compact-sm" onClick={() => setSetting(!isSetting)}>
        {isSetting ? 'Sign in instead' : 'Set a password with a secret'}
      </Button>
    </>
  );
}

function PasswordForm({ known }: { readonly known: string }): ReactNode {
  const { signIn } = useSigning();
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    signIn(name, password).catch((reason: Error) => {
      setError(reason);
      setBusy(false);
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          autoComplete="username"
          required
          autoFocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        {error && <ProblemBox error={error} />}
        <Button type="submit" loading={isBusy} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
