import { NumberInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import { countText } from './count-text.js';
import type { Shown } from './webhook-form.js';
import {
  changeWebhook,
  deleteWebhook,
  replayAll,
  replayOne,
  rotateSecret,
  testWebhook,
  useDeliveryCount,
  WEBHOOKS,
  type Delivery,
  type Webhook,
} from './webhooks.js';
import { isolated } from '../../parts/texts/foreign-text.js';

interface AboutProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}

const DAY_HOURS = 24;
const HOUR_SECONDS = 3600;

/** Gives a webhook another secret. */
export function RotateSecret({
  webhook,
  onRotated,
  onClose,
}: AboutProps & { readonly onRotated: (shown: Shown) => void }): ReactNode {
  const [seen] = useState(webhook);
  const [hours, setHours] = useState<number | string>(DAY_HOURS);
  const giving = useGiving(WEBHOOKS);
  return (
    <Dialog
      title={`Another secret for “${isolated(seen.name)}”?`}
      order="Rotate"
      effects={[
        'The new secret is shown once.',
        'For the overlap, messages carry signatures by both, so that the receiver changes when it likes. Then the old one signs nothing any more.',
      ]}
      isReady={typeof hours === 'number'}
      giving={giving}
      onClose={onClose}
      onGive={() =>
        giving.give(async () => onRotated(await rotateSecret(seen, Math.round(Number(hours) * HOUR_SECONDS))))
      }
    >
      <NumberInput label="Hours that the old one goes on" min={0} value={hours} onChange={setHours} data-autofocus />
    </Dialog>
  );
}

/** Has a message sent that is a test and nothing else. */
export function SendTest({ webhook, onSent, onClose }: AboutProps & { readonly onSent: () => void }): ReactNode {
  const [seen] = useState(webhook);
  const giving = useGiving(WEBHOOKS);
  return (
    <Dialog
      title={`Send a test to “${isolated(seen.name)}”?`}
      order="Send it"
      effects={['One message of the kind webhook_test goes out, to this webhook alone. It says nothing of any device.']}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => testWebhook(seen), onSent)}
    />
  );
}

/** Has one delivery sent once more. */
export function ReplayOne({ webhook, delivery, onClose }: AboutProps & { readonly delivery: Delivery }): ReactNode {
  const [{ id, event, state }] = useState(delivery);
  const giving = useGiving(WEBHOOKS);
  return (
    <Dialog
      title={`Send msg_${id} once more?`}
      order="Replay"
      effects={[
        `It tells of ${event.kind}${state === 'delivered' ? ', and the receiver has said that it has it' : ''}.`,
        'The receiver drops what it has had already, by the header webhook-id.',
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => replayOne(webhook, id), onClose)}
    />
  );
}

/** Has all dead deliveries sent once more. */
export function ReplayAll({
  webhook,
  onReplayed,
  onClose,
}: AboutProps & { readonly onReplayed: (count: number) => void }): ReactNode {
  const dead = useDeliveryCount(webhook.id, 'dead');
  const giving = useGiving(WEBHOOKS);
  return (
    <Dialog
      title="Send the dead letters once more?"
      order="Send them"
      effects={[
        `Dead letters: ${countText(dead.data)}. All of them are sent once more, the oldest first.`,
        'If there are very many, the server takes a part at a time, and says how many it took: repeat it until it is none.',
        'The receiver drops what it has had already, by the header webhook-id.',
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(async () => onReplayed((await replayAll(webhook)).replayed))}
    />
  );
}

/** Enables a webhook, or disables it. */
export function SwitchWebhook({ webhook, onClose }: AboutProps): ReactNode {
  const [seen] = useState(webhook);
  const waiting = useDeliveryCount(webhook.id, 'waiting');
  const giving = useGiving(WEBHOOKS);
  return (
    <Dialog
      title={`${seen.enabled ? 'Disable' : 'Enable'} “${isolated(seen.name)}”?`}
      order={seen.enabled ? 'Disable' : 'Enable'}
      isDestructive={seen.enabled}
      effects={
        seen.enabled
          ? [
              'Events that happen while it is disabled are not kept for it: they are never sent to it.',
              `Deliveries that wait: ${countText(waiting.data)}. They stay, but what waits too long becomes a dead letter.`,
            ]
          : [`Deliveries that wait: ${countText(waiting.data)}. They are sent at once, if they are not too old.`]
      }
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => changeWebhook(seen, { enabled: !seen.enabled }), onClose)}
    />
  );
}

/** Deletes a webhook with its deliveries. */
export function DeleteWebhook({
  webhook,
  onDeleted,
  onClose,
}: AboutProps & { readonly onDeleted: () => void }): ReactNode {
  const [seen] = useState(webhook);
  const waiting = useDeliveryCount(webhook.id, 'waiting');
  const dead = useDeliveryCount(webhook.id, 'dead');
  const giving = useGiving([...WEBHOOKS, 'list']);
  return (
    <Dialog
      title={`Delete “${isolated(seen.name)}”?`}
      order="Delete for good"
      isDestructive
      effects={[
        `Deliveries that wait, and are never sent: ${countText(waiting.data)}.`,
        `Dead letters that can no longer be sent once more: ${countText(dead.data)}.`,
        'Its secret and the record of its deliveries are gone. It cannot be undone.',
      ]}
      giving={giving}
      onClose={onClose}
      onGive={() => giving.give(() => deleteWebhook(seen), onDeleted)}
    />
  );
}
