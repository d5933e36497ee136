import { PasswordInput, Radio, TextInput } from '@mantine/core';
import type { Role } from '@twinbank/access';
import { useState, type ReactNode } from 'react';

import { Dialog } from '../../parts/confirm.js';
import { useDraft, useDraftGiving, useKept } from '../../drafts/use-draft.js';
import { RoleFields } from './role-fields.js';
import { makeUser, USERS, type NewUser } from './users.js';
import { wishOf, type UserFields } from './wish.js';

const BLANK: Omit<UserFields, 'password'> = { kind: 'person', name: '', displayName: '', email: '' };

/** Makes a person or a service account, with at most one role to begin with. */
export function MakeUser({
  onMade,
  onClose,
}: {
  readonly onMade: (user: NewUser) => void;
  readonly onClose: () => void;
}): ReactNode {
  const draft = useDraft('user/new');
  const [fields, setFields] = useKept(draft, 'fields', BLANK);
  // A password is typed again: nothing keeps it.
  const [password, setPassword] = useState('');
  const [role, setRole] = useKept<Role | undefined>(draft, 'role', undefined);
  const [project, setProject] = useKept<string | undefined>(draft, 'project', undefined);
  const giving = useDraftGiving(draft, USERS);
  const text = (name: 'name' | 'displayName' | 'email') => ({
    value: fields[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setFields((before) => ({ ...before, [name]: value })),
  });
  return (
    <Dialog
      title="New user"
      order="Make"
      isReady={fields.name.trim() !== ''}
      draft={draft}
      giving={giving}
      onClose={onClose}
      onGive={() =>
        giving.give(async () => onMade(await makeUser(wishOf({ ...fields, password }, role && { role, project }))))
      }
    >
      <Radio.Group
        label="Kind"
        value={fields.kind}
        onChange={(kind) => setFields({ ...fields, kind: kind as UserFields['kind'] })}
      >
        <Radio mt={6} value="person" label="Person: signs in" />
        <Radio mt={6} value="service" label="Service account: has only tokens" />
      </Radio.Group>
      <TextInput
        label="Name"
        description="Unique, and never changes"
        required
        data-autofocus
        autoComplete="off"
        {...text('name')}
      />
      <TextInput label="Display name" autoComplete="off" {...text('displayName')} />
      <TextInput label="E-mail address" type="email" autoComplete="off" {...text('email')} />
      <RoleFields role={role} project={project} onRole={setRole} onProject={setProject} isOptional />
      {fields.kind === 'person' && (
        <PasswordInput
          label="Password"
          description="Leave it empty, and the person sets one with a secret that you hand over"
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
      )}
    </Dialog>
  );
}
