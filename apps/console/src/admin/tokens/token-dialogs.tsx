import { Checkbox, NumberInput, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { RestError } from '@twinbank/client';

import { useDraft, useDraftGiving, useKept } from '../../drafts/use-draft.js';
import { Moment } from '../../shell/moment.js';
import { Dialog } from '../../parts/confirm.js';
import { SecretDialog } from '../../parts/secret.js';
import { useGiving } from '../../asking/giving.js';
import { RoleLabel } from '../rights/grants.js';
import { ProjectChoice } from '../rights/project-choice.js';
import { useRights } from '../../session/use-rights.js';
import { makeToken, revokeToken, rotateToken, TOKENS, type NewToken, type Token } from './tokens.js';
import { isolated } from '../../parts/texts/foreign-text.js';

const DAYS = 90;
/** Longest life of a token that the server takes. */
const DAYS_MAX = 366;
const HOUR_SECONDS = 3600;

interface MakeProps {
  /** The service account to which it will belong; without one, whoever makes it. */
  readonly owner?: string;
  readonly onMade: (token: NewToken) => void;
  readonly onClose: () => void;
}

/** Makes a token with no more roles than its maker has. */
export function MakeToken({ owner, onMade, onClose }: MakeProps): ReactNode {
  const draft = useDraft(`token/new/${owner ?? ''}`);
  const rights = useRights();
  const reach = rights.reachOf('token.manage');
  const [project, setProject] = useKept(draft, 'project', reach === 'everywhere' ? undefined : reach[0]);
  const [name, setName] = useKept(draft, 'name', '');
  const [days, setDays] = useKept<number | string>(draft, 'days', DAYS);
  const [roles, setRoles] = useKept<string[]>(draft, 'roles', []);
  const giving = useDraftGiving(draft, TOKENS);
  const offered = rights.rolesToGive(project);
  const chosen = offered.filter((role) => roles.includes(role));
  return (
    <Dialog
      title={owner === undefined ? 'New token' : `New token for ${isolated(owner)}`}
      order="Make it"
      isReady={name.trim() !== '' && chosen.length > 0 && typeof days === 'number'}
      draft={draft}
      giving={giving}
      onClose={onClose}
      onGive={() =>
        giving.give(async () => {
          const wish = { name: name.trim(), roles: chosen, days: Number(days) };
          const place = { ...(project !== undefined && { project }), ...(owner !== undefined && { owner }) };
          onMade(await makeToken({ ...wish, ...place }));
        })
      }
    >
      <TextInput
        label="Name"
        description="Who will use it. Events and the audit log name it."
        required
        data-autofocus
        autoComplete="off"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <ProjectChoice
        label="Where it holds"
        everywhere="In every project"
        reach={reach}
        value={project}
        onChange={setProject}
      />
      <Checkbox.Group
        label="Roles"
        description="Those that you have yourself"
        value={roles}
        onChange={setRoles}
        required
      >
        {offered.map((role) => (
          <Checkbox key={role} mt={8} size="xs" value={role} label={<RoleLabel role={role} />} />
        ))}
      </Checkbox.Group>
      <NumberInput
        label="Days until it ends"
        required
        min={1}
        max={DAYS_MAX}
        allowDecimal={false}
        value={days}
        onChange={setDays}
      />
    </Dialog>
  );
}

interface OneProps {
  readonly token: Token;
  readonly onClose: () => void;
}

/** Makes a token in the place of another. */
export function RotateToken({
  token,
  onMade,
  onClose,
}: OneProps & { readonly onMade: (token: NewToken) => void }): ReactNode {
  const [days, setDays] = useState<number | string>(DAYS);
  const [hours, setHours] = useState<number | string>(1);
  const giving = useGiving(TOKENS);
  return (
    <Dialog
      title={`Rotate “${isolated(token.name)}”?`}
      order="Rotate"
      effects={[
        'Another token takes its place, with the same name, roles and project.',
        'The old one goes on for the overlap, so that programs can change without a gap, and then ends.',
      ]}
      isReady={typeof days === 'number' && typeof hours === 'number'}
      giving={giving}
      onClose={onClose}
      onGive={() =>
        giving.give(async () =>
          onMade(
            await rotateToken(token.id, {
              days: Number(days),
              overlapSeconds: Math.round(Number(hours) * HOUR_SECONDS),
            }),
          ),
        )
      }
    >
      <NumberInput
        label="Days until the new one ends"
        min={1}
        max={DAYS_MAX}
        allowDecimal={false}
        value={days}
        onChange={setDays}
      />
      <NumberInput label="Hours that the old one goes on" min={0} value={hours} onChange={setHours} />
    </Dialog>
  );
}

/** Ends a token; the last one that may administer the installation only if that is said once more. */
export function RevokeToken({ token, onClose }: OneProps): ReactNode {
  const giving = useGiving(TOKENS);
  const [force, setForce] = useState(false);
  const isLast = giving.error instanceof RestError && giving.error.code === 'token_last_admin';
  return (
    <Dialog
      title={`Revoke “${isolated(token.name)}”?`}
      order="Revoke"
      isDestructive
      effects={[
        'One token ends: whatever uses it is refused at once here, and within a second at other servers.',
        'Streams of events that were opened with it end. It cannot be brought back.',
        token.lastUsed === undefined ? (
          'It was never used.'
        ) : (
          <>
            It was last used <Moment at={token.lastUsed} />.
          </>
        ),
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => revokeToken(token.id, force), onClose)}
    >
      {(isLast || force) && (
        <Checkbox
          color="red"
          label="Revoke it although it is the last one that administers the installation"
          checked={force}
          onChange={({ currentTarget }) => setForce(currentTarget.checked)}
        />
      )}
    </Dialog>
  );
}

/** The text of a new token, where it goes, and until when it holds. */
export function NewTokenDialog({
  token,
  onClose,
}: {
  readonly token: NewToken;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <SecretDialog title="The new token" secret={token.token} onClose={onClose}>
      <Text size="sm">
        It is sent in the header <code>Authorization: Bearer …</code>, and holds until <Moment at={token.expires} />.
      </Text>
      <Text size="sm" mt={4}>
        Put it into the secret store of the program that uses it, not into a command line or a repository.
      </Text>
    </SecretDialog>
  );
}
