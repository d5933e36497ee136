import type { components } from '@twinbank/client';

/** What an order of disposal would do, before it is given. */
export interface DisposalOutlook {
  /** What happens, in its order. */
  readonly steps: readonly string[];
  readonly stays: readonly string[];
  /** Why the device will not hear of it, and what to do then; undefined if it says that it can be told. */
  readonly cannotBeTold?: string;
}

type Seen = Pick<components['schemas']['DeviceDetail'], 'online' | 'status'>;
type SeenJob = Pick<components['schemas']['JobAnswer'], 'campaign' | 'ended'>;

const BY_HAND =
  'The server keeps it out of updates all the same. Destroy its keys by hand: erase its flash, or the chip.';

/**
 * Says what an order of disposal would do to a device as it is known now (docs/keys.md, "The end of a device's life").
 *
 * @param jobs its last jobs; undefined if they are not known
 */
export function disposalOutlook(device: Seen, jobs: readonly SeenJob[] | undefined): DisposalOutlook {
  const cannotBeTold = whyNotTold(device);
  return {
    steps: [
      `It gets no update any more. ${jobText(jobs)}`,
      'Its name, note, tags, attributes and health, and what it reported of itself, are emptied here.',
      ...(cannotBeTold === undefined ? tellingOf(device) : []),
    ],
    stays: [
      'Its id, which no other device can have, and its product.',
      'Its jobs, receipts and events, as long as those of other devices.',
      'Who ordered it, when and why, and the receipt of the device: in the audit log.',
      'The images in its flash: only its keys go.',
    ],
    ...(cannotBeTold !== undefined && { cannotBeTold }),
  };
}

const tellingOf = ({ online }: Seen): string[] => [
  online
    ? 'A signed order to forget its keys is sent to it. It is connected now.'
    : 'A signed order to forget its keys waits for it, however many years: it is not connected now.',
  'It writes the order down, and tells a receipt that is made with the key that is to go. The server checks and keeps it.',
  'Only then it is told that it may forget its keys. It erases them, and never signs in again.',
];

function whyNotTold({ status }: Seen): string | undefined {
  if (status === undefined) return `It never reported, so nobody knows whether its agent can be told. ${BY_HAND}`;
  if (status.understands?.includes('disposal') === true) return undefined;
  return `Its agent does not name the skill “disposal”. ${BY_HAND}`;
}

function jobText(jobs: readonly SeenJob[] | undefined): string {
  if (jobs === undefined) return 'If it has an open job, that is cancelled.';
  const open = jobs.find(({ ended }) => ended === undefined);
  return open === undefined ? 'It has no open job.' : `Its open job, of campaign ${open.campaign}, is cancelled.`;
}
