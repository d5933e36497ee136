import { Alert, Button, Group, Select, TextInput } from '@mantine/core';
import type { Role } from '@twinbank/access';
import { useState, type FormEvent, type ReactNode } from 'react';

import { DraftNote } from '../../drafts/draft-note.js';
import { useDraft, useDraftGiving, useKept } from '../../drafts/use-draft.js';
import { ProblemBox } from '../../shell/problem-box.js';
import { roleChoice } from '../rights/grants.js';
import { useRights } from '../../session/use-rights.js';
import { giveRole, takeRole, USERS } from '../users/users.js';
import { isolated } from '../../parts/texts/foreign-text.js';

/** Gives a user a role in a project, or takes it, by their name: whoever administers a project only does not see users. */
export function GiveByName({ project }: { readonly project: string }): ReactNode {
  const draft = useDraft(`project/${project}/role`);
  const offered = useRights().rolesToGive(project);
  const [user, setUser] = useKept(draft, 'user', '');
  const [role, setRole] = useKept<Role | undefined>(draft, 'role', undefined);
  const [done, setDone] = useState('');
  const giving = useDraftGiving(draft, USERS);
  const isReady = user.trim() !== '' && role !== undefined;
  const order = (verb: 'gave' | 'took') => (): void => {
    if (!isReady) return;
    setDone('');
    const name = user.trim();
    giving.give(
      () => (verb === 'gave' ? giveRole : takeRole)(name, { role, project }),
      () =>
        setDone(
          verb === 'gave'
            ? `${isolated(name)} has the role ${role} here.`
            : `${isolated(name)} does not have the role ${role} here any more.`,
        ),
    );
  };
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        order('gave')();
      }}
    >
      <Group align="end" gap="xs">
        <TextInput
          label="User"
          autoComplete="off"
          value={user}
          onChange={({ currentTarget }) => setUser(currentTarget.value)}
        />
        <Select
          label="Role"
          placeholder="choose one"
          data={offered.map(roleChoice)}
          value={role ?? null}
          onChange={(chosen) => setRole((chosen as Role | null) ?? undefined)}
        />
        <Button type="submit" disabled={!isReady} loading={giving.isUnderWay}>
          Give
        </Button>
        <Button
          variant="default"
          {...(isReady && { c: 'red' })}
          disabled={!isReady || giving.isUnderWay}
          onClick={order('took')}
        >
          Take
        </Button>
      </Group>
      <DraftNote draft={draft} order={giving} />
      {giving.error && <ProblemBox error={giving.error} />}
      {done !== '' && (
        <Alert color="teal" variant="light" mt="sm" role="status">
          {done}
        </Alert>
      )}
    </form>
  );
}
