import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';

import { useGiving } from '../asking/giving.js';
import { ProblemBox } from '../shell/problem-box.js';
import { setPassword } from './profile.js';

/** Sets a password with the secret that an administrator handed over, before anybody is signed in. */
export function SetPassword({ onSet }: { readonly onSet: (name: string) => void }): ReactNode {
  const [secret, setSecret] = useState('');
  const [password, choose] = useState('');
  const giving = useGiving();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    giving.give(async () => onSet((await setPassword({ secret: secret.trim(), password })).name));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Secret"
          description="As whoever administers users handed it over; it is good once"
          autoComplete="off"
          spellCheck={false}
          required
          autoFocus
          value={secret}
          onChange={({ currentTarget }) => setSecret(currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          required
          value={password}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        />
        {giving.error && <ProblemBox error={giving.error} />}
        <Button type="submit" loading={giving.isUnderWay} fullWidth>
          Set the password
        </Button>
      </Stack>
    </form>
  );
}

/** Says whose password was set. */
export function PasswordSet({ name }: { readonly name: string }): ReactNode {
  return (
    <Alert color="teal" variant="light" role="status">
      The password of {name} was set. Sign in with it.
    </Alert>
  );
}
