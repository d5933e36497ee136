import type { Role } from '@twinbank/access';
import type { ReactNode } from 'react';

import { useDraft, useDraftGiving, useKept } from '../../drafts/use-draft.js';
import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import { grantText, type Granted } from '../rights/grants.js';
import { useRights } from '../../session/use-rights.js';
import { RoleFields } from './role-fields.js';
import { giveRole, takeRole, USERS, type User } from './users.js';
import { isolated } from '../../parts/texts/foreign-text.js';

/** Gives a user a role. */
export function GiveRole({ user, onClose }: { readonly user: string; readonly onClose: () => void }): ReactNode {
  const draft = useDraft(`user/${user}/role`);
  const reach = useRights().reachOf('grant.manage');
  const [role, setRole] = useKept<Role | undefined>(draft, 'role', undefined);
  const [project, setProject] = useKept(draft, 'project', reach === 'everywhere' ? undefined : reach[0]);
  const giving = useDraftGiving(draft, USERS);
  return (
    <Dialog
      title={`Give ${isolated(user)} a role`}
      order="Give"
      isReady={role !== undefined}
      draft={draft}
      giving={giving}
      onClose={onClose}
      onGive={() =>
        giving.give(() => giveRole(user, { role: role!, ...(project !== undefined && { project }) }), onClose)
      }
    >
      <RoleFields role={role} project={project} onRole={setRole} onProject={setProject} />
    </Dialog>
  );
}

/** Takes a role from a user. */
export function TakeRole({
  user,
  grant,
  onClose,
}: {
  readonly user: User;
  readonly grant: Granted;
  readonly onClose: () => void;
}): ReactNode {
  const giving = useGiving(USERS);
  const left = user.grants.length - 1;
  return (
    <Dialog
      title={`Take ${grantText(grant)} from ${isolated(user.name)}?`}
      order="Take it"
      isDestructive
      effects={[
        'What only this role allows is refused at once, for sessions and tokens too.',
        left === 0
          ? 'It is the only role: nothing else is left.'
          : `${left} other ${left === 1 ? 'role stays' : 'roles stay'}.`,
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => takeRole(user.name, grant), onClose)}
    />
  );
}
