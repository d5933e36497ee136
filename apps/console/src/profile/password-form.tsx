import { Alert, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';

import { useGiving } from '../asking/giving.js';
import { SESSIONS } from '../admin/users/sessions.js';
import { ProblemBox } from '../shell/problem-box.js';
import { changePassword } from './profile.js';

/** Changes the own password. */
export function PasswordForm({ name }: { readonly name: string }): ReactNode {
  const [old, setOld] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [isDone, setDone] = useState(false);
  const giving = useGiving(SESSIONS);
  const isDifferent = again !== '' && again !== password;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setDone(false);
    giving.give(
      () => changePassword({ old, password }),
      () => {
        setOld('');
        setPassword('');
        setAgain('');
        setDone(true);
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={420}>
        <TextInput value={name} readOnly autoComplete="username" display="none" aria-hidden tabIndex={-1} />
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          required
          value={old}
          onChange={({ currentTarget }) => setOld(currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="At least 12 characters; there is no rule about kinds of characters"
          autoComplete="new-password"
          required
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <PasswordInput
          label="New password once more"
          autoComplete="new-password"
          required
          value={again}
          error={isDifferent && 'The two are not the same'}
          onChange={({ currentTarget }) => setAgain(currentTarget.value)}
        />
        {giving.error && <ProblemBox error={giving.error} />}
        {isDone && (
          <Alert color="teal" variant="light" role="status">
            The password was changed. Your other sessions ended.
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={giving.isUnderWay} disabled={password === '' || again !== password}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
