import { PasswordInput, Radio, TextInput } from '@mantine/core';
import type { Role } from '@twinbank/access';
import { useState, type ReactNode } from 'react';

import { Dialog } from '../../parts/confirm.js';
import { useGiving } from '../../asking/giving.js';
import { RoleFields } from './role-fields.js';
import { makeUser, USERS, type NewUser } from './users.js';
import { wishOf, type UserFields } from './wish.js';

const BLANK: UserFields = { kind: 'person', name: '', displayName: '', email: '', password: '' };

/** Makes a person or a service account, with at most one role to begin with. */
export function MakeUser({
  onMade,
  onClose,
}: {
  readonly onMade: (user: NewUser) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [fields, setFields] = useState(BLANK);
  const [role, setRole] = useState<Role>();
  const [project, setProject] = useState<string>();
  const giving = useGiving(USERS);
  const text = (name: 'name' | 'displayName' | 'email' | 'password') => ({
    value: fields[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setFields((before) => ({ ...before, [name]: value })),
  });
  return (
    <Dialog
      title="New user"
      order="Make"
      isReady={fields.name.trim() !== ''}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(async () => onMade(await makeUser(wishOf(fields, role && { role, project }))))}
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
          {...text('password')}
        />
      )}
    </Dialog>
  );
}
