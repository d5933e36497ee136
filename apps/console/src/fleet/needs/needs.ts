import type { components } from '@twinbank/client';

import { shortMoment } from '../../shell/moment-text.js';

type Campaign = Pick<components['schemas']['CampaignAnswer'], 'id' | 'name' | 'state' | 'pauseReason'>;
type Webhook = Pick<components['schemas']['WebhookAnswer'], 'id' | 'name' | 'disabled' | 'failingSince'>;

/** Where somebody goes who sees to it. */
export type NeedPlace =
  | { readonly is: 'devices'; readonly filter: string }
  | { readonly is: 'campaign'; readonly id: string }
  | { readonly is: 'webhook'; readonly id: string }
  | { readonly is: 'server' };

/** Something that waits for a person. */
export interface Need {
  readonly key: string;
  /** What it is, as a sentence that begins with its subject. */
  readonly text: string;
  /** The name in the text that somebody gave, whatever it is written in. */
  readonly name?: string;
  /** What to do about it. */
  readonly wayOut: string;
  readonly place: NeedPlace;
}

/** Devices that a selection finds, which somebody should look at. */
interface DeviceNeed {
  readonly filter: string;
  /** What they do, for one device and for more. */
  readonly text: readonly [one: string, more: string];
  readonly wayOut: string;
}

/** What devices may need, the most urgent first. A device may be in several. */
export const DEVICE_NEEDS: readonly DeviceNeed[] = [
  {
    filter: 'state==active;identityContested=gt=-P7D',
    text: ['shares its identity with another device', 'share their identity with another device'],
    wayOut: 'Find the copy, then re-key the device, or deactivate it.',
  },
  {
    filter: 'state==active;lastRefusal.at=gt=-P1D',
    text: ['was refused at the door in the last day', 'were refused at the door in the last day'],
    wayOut: 'Each says why: keys, clock, or who it says it is.',
  },
  {
    filter: 'state==active;confirmed==false;lastSeen=lt=-PT1H',
    text: [
      'has an image on trial, and was not heard for an hour',
      'have an image on trial, and were not heard for an hour',
    ],
    wayOut: 'A reset brings the old image back.',
  },
  {
    filter: 'state==active;nextKey.oldUntil=lt=P3D',
    text: [
      'has not taken its new key, and the old one ends within three days',
      'have not taken their new key, and the old one ends within three days',
    ],
    wayOut: 'Connect it, or give the old key more time.',
  },
  {
    filter: 'state==active;online==false;lastSeen=lt=-P7D',
    text: ['was not seen for a week', 'were not seen for a week'],
    wayOut: 'Look at its line, or deactivate it.',
  },
];

/** How many devices a need has, as its sentence says it. @param many the number as people read it */
export const deviceNeed = ({ filter, text: [one, more], wayOut }: DeviceNeed, count: number, many: string): Need => ({
  ...{ key: filter, wayOut, place: { is: 'devices', filter } },
  text: count === 1 ? `1 device ${one}` : `${many} devices ${more}`,
});

const ACCEPT = 'See what was decided, and why; then resume or stop it.';
const PAUSES: Readonly<Record<string, string>> = {
  operator: 'Somebody paused it: resume it, or stop it.',
  image_unreadable: 'The stored image cannot be read: upload the release again.',
  selection_unreadable: 'Its selection names something that is gone: change it.',
  ticket_key_not_in_set: 'The server signs with a key that the key set does not name: upload a newer one.',
};

/** What campaigns wait for a person to decide: those that are paused, and drafts that need an approval. */
export const campaignNeed = ({ id, name, state, pauseReason }: Campaign): Need => ({
  ...{ key: `campaign ${id}`, name, place: { is: 'campaign', id: String(id) } },
  ...(state === 'paused'
    ? {
        text: `Campaign ${name} is paused: ${pauseReason ?? 'no reason is known'}`,
        wayOut: PAUSES[pauseReason ?? ''] ?? ACCEPT,
      }
    : {
        text: `Campaign ${name} needs an approval`,
        wayOut: 'Somebody else than its author looks at it, and approves.',
      }),
});

/** A webhook that gets nothing any more, or has not for a while. */
export const webhookNeed = ({ id, name, disabled, failingSince }: Webhook): Need => ({
  ...{ key: `webhook ${id}`, name, place: { is: 'webhook', id: String(id) } },
  text:
    disabled === undefined && failingSince !== undefined
      ? `Webhook ${name} gets nothing since ${shortMoment(failingSince)}`
      : `Webhook ${name} was switched off: nothing could be delivered`,
  wayOut: 'Mend what listens there; then switch it on, and replay what was given up.',
});

/** A part of the server that does not do its work. */
export const serverNeed = ({ name, word, meaning }: { name: string; word: string; meaning: string }): Need => ({
  ...{ key: `server ${name}`, place: { is: 'server' } },
  text: `${name}: ${word}`,
  wayOut: meaning,
});

/** The sentence of a need, with the name in it by itself, so that one that is written from right to left turns nothing around it. */
export function partsOf({ text, name = '' }: Pick<Need, 'text' | 'name'>): readonly [string, string, string] {
  const at = name === '' ? -1 : text.indexOf(name, text.indexOf(' '));
  return at < 0 ? [`${text}.`, '', ''] : [text.slice(0, at), name, `${text.slice(at + name.length)}.`];
}
