import { MultiSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

import { changesOf } from '../../conflicts/changes.js';
import { conflictOf } from '../../conflicts/conflict.js';
import { typedField } from '../../conflicts/keeping-mine.js';
import { useDraft, useDraftGiving, useKept, useSeen } from '../../drafts/use-draft.js';
import { Dialog } from '../../parts/confirm.js';
import { SecretDialog } from '../../parts/secret.js';
import { ProjectChoice } from '../rights/project-choice.js';
import { useRights } from '../../session/use-rights.js';
import { EVENT_KINDS, type EventKind } from './event-kinds.js';
import { changeWebhook, makeWebhook, WEBHOOKS, type Webhook } from './webhooks.js';
import { isolated } from '../../parts/texts/foreign-text.js';

/** The path of an address is often a secret. */
const SECRET = { isMemoryOnly: true } as const;

/** A webhook that was just made or got another secret. */
export interface Shown {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
}

interface FieldsProps {
  readonly name: string;
  readonly url: string;
  readonly events: readonly EventKind[];
  readonly onName: (name: string) => void;
  readonly onUrl: (url: string) => void;
  readonly onEvents: (events: EventKind[]) => void;
}

function Fields({ name, url, events, onName, onUrl, onEvents }: FieldsProps): ReactNode {
  return (
    <>
      <TextInput
        label="Name"
        required
        data-autofocus
        autoComplete="off"
        value={name}
        onChange={({ currentTarget }) => onName(currentTarget.value)}
      />
      <TextInput
        label="Address"
        description="Where messages are posted to. Its path and query are often secrets, too: only those see them who manage webhooks."
        placeholder="https://hooks.example.org/twinbank"
        required
        type="url"
        autoComplete="off"
        value={url}
        onChange={({ currentTarget }) => onUrl(currentTarget.value)}
      />
      <MultiSelect
        label="Events"
        placeholder={events.length === 0 ? 'every event that is kept' : ''}
        data={EVENT_KINDS}
        value={[...events]}
        onChange={(chosen) => onEvents(chosen as EventKind[])}
        searchable
        clearable
        hidePickedOptions
        limit={50}
        comboboxProps={{ withinPortal: true }}
      />
    </>
  );
}

interface MakeProps {
  readonly onMade: (webhook: Shown) => void;
  readonly onClose: () => void;
}

/** Makes a webhook. */
export function MakeWebhook({ onMade, onClose }: MakeProps): ReactNode {
  const draft = useDraft('webhook/new');
  const reach = useRights().reachOf('webhook.manage');
  const [name, setName] = useKept(draft, 'name', '');
  const [url, setUrl] = useKept(draft, 'url', '', SECRET);
  const [events, setEvents] = useKept<EventKind[]>(draft, 'events', []);
  const [project, setProject] = useKept(draft, 'project', reach === 'everywhere' ? undefined : reach[0]);
  const giving = useDraftGiving(draft, WEBHOOKS);
  const wish = { name: name.trim(), url: url.trim(), events, ...(project !== undefined && { project }) };
  return (
    <Dialog
      title="New webhook"
      order="Make it"
      isReady={wish.name !== '' && wish.url !== ''}
      draft={draft}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(async () => onMade(await makeWebhook(wish)))}
    >
      <Fields name={name} url={url} events={events} onName={setName} onUrl={setUrl} onEvents={setEvents} />
      <ProjectChoice
        label="Whose events"
        everywhere="Of the whole installation"
        reach={reach}
        value={project}
        onChange={setProject}
      />
    </Dialog>
  );
}

const shownOf = ({ name, url, events, enabled }: Webhook) => ({ name, url, events, enabled });
const eventsOf = ({ events }: Webhook): EventKind[] => events as EventKind[];

/** Changes how a webhook is called, where it is sent to, and what it gets. */
export function ChangeWebhook({
  webhook,
  onClose,
}: {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}): ReactNode {
  const draft = useDraft(`webhook/${webhook.id}`);
  const [seen, see] = useSeen(draft, webhook, ['url']);
  const [name, setName] = useKept(draft, 'name', seen.name);
  const [url, setUrl] = useKept(draft, 'url', seen.url, SECRET);
  const [events, setEvents] = useKept(draft, 'events', eventsOf(seen));
  const giving = useDraftGiving(draft, WEBHOOKS);
  const isElsewhere = url.trim() !== seen.url;
  return (
    <Dialog
      title={`Change “${isolated(seen.name)}”`}
      order="Save"
      isReady={name.trim() !== '' && url.trim() !== ''}
      {...(isElsewhere && {
        effects: ['With another address, what waits is sent there at once, and counts as never tried.'],
      })}
      draft={draft}
      giving={giving}
      conflict={conflictOf({
        seen,
        see,
        now: webhook,
        shown: shownOf,
        typed: { name, url, events },
        fields: [
          typedField(name, setName, (one: Webhook) => one.name),
          typedField(url, setUrl, (one: Webhook) => one.url),
          typedField(events, setEvents, eventsOf),
        ],
        changes: changesOf('webhook', { webhook: seen.id }),
      })}
      onClose={onClose}
      onGive={() =>
        giving.give(
          () => changeWebhook(seen, { name: name.trim(), events, ...(isElsewhere && { url: url.trim() }) }),
          onClose,
        )
      }
    >
      <Fields name={name} url={url} events={events} onName={setName} onUrl={setUrl} onEvents={setEvents} />
    </Dialog>
  );
}

/** The secret of a webhook, and what the receiver does with it. */
export function WebhookSecret({
  webhook,
  onClose,
}: {
  readonly webhook: Shown;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <SecretDialog title={`The secret of “${isolated(webhook.name)}”`} secret={webhook.secret} onClose={onClose}>
      The receiver checks by it the header <code>webhook-signature</code> of every message (Standard Webhooks;
      docs/webhooks.md). Then send a test.
    </SecretDialog>
  );
}
