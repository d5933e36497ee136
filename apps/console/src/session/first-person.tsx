import { Alert, Button, Code, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';

import { useOrderPlace } from '../asking/giving.js';
import { WAYS_KEY } from '../server/queries.js';
import { ProblemBox } from '../shell/problem-box.js';
import { makeFirstPerson } from './first.js';
import { useSigning } from './session.js';

const BLANK = { token: '', name: '', password: '' };

/**
 * Makes the first person of an installation and signs them in. The token goes from the field into one request, and nowhere
 * else: it is in no storage, no cache and no address.
 */
export function FirstPerson(): ReactNode {
  const { signIn } = useSigning();
  const queries = useQueryClient();
  const [fields, setFields] = useState(BLANK);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const place = useOrderPlace();
  const text = (name: keyof typeof BLANK) => ({
    value: fields[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setFields((before) => ({ ...before, [name]: value })),
  });
  const make = async (): Promise<void> => {
    const { token, name, password } = fields;
    await place.carryOut(() => makeFirstPerson({ token: token.trim(), name: name.trim(), password }));
    await signIn(name.trim(), password).finally(() => void queries.invalidateQueries({ queryKey: WAYS_KEY }));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    make().catch((reason: Error) => {
      setError(reason);
      setBusy(false);
    });
  };
  return (
    <form onSubmit={submit} aria-label="Make the first account">
      <Stack>
        <Alert variant="light" title="Nobody can sign in here yet">
          <Text size="sm">
            Make the first account. The token of the first start shows that you may: the server printed where it lies,
            in the file <Code className="nowrap">admin-token</Code> of its data folder.
          </Text>
        </Alert>
        <PasswordInput
          label="Token of the first start"
          description="Sent once, and not kept"
          autoComplete="off"
          required
          autoFocus
          {...text('token')}
        />
        <TextInput
          label="Name"
          description="You sign in with it; it never changes"
          autoComplete="username"
          required
          {...text('name')}
        />
        <PasswordInput label="Password" autoComplete="new-password" required {...text('password')} />
        {error && <ProblemBox error={error} />}
        <Button type="submit" loading={isBusy} fullWidth>
          Make the account
        </Button>
        <Text size="xs" c="dimmed">
          It has the role <Code>installation-admin</Code>: everything, everywhere. Make the accounts of others with it,
          each with the roles they need.
        </Text>
      </Stack>
    </form>
  );
}
