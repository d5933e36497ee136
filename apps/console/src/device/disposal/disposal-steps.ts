import type { components } from '@twinbank/client';

/** The end of a device's life, as the server tells it. */
export type Disposal = components['schemas']['DisposalAnswer'];

/** How far a step of a disposal has come: done, what is waited for now, not begun, or something stands in its way. */
export type StepState = 'done' | 'now' | 'later' | 'trouble';

/** A step on the way of a device to its end. */
export interface DisposalStep {
  readonly name: string;
  readonly state: StepState;
  /** What the state means, for this device. */
  readonly text: string;
  /** When it was done. */
  readonly at?: string;
  /** Why the device did not take what it was sent. */
  readonly fault?: string;
}

/**
 * The steps of a disposal in their order (ADR 0240): ordered, told, confirmed by the receipt, acknowledged, and forgotten. The last one cannot be
 * heard: a device without keys does not sign in. That nobody signs in with its key any more is all that is known of it.
 */
export const disposalSteps = (disposal: Disposal): readonly DisposalStep[] => [
  { name: 'Ordered', state: 'done', at: disposal.ordered, text: 'From here on there is no way back.' },
  told(disposal),
  confirmed(disposal),
  acknowledged(disposal),
  forgotten(disposal),
];

function told({ standing, fault }: Disposal): DisposalStep {
  const name = 'Told to the device';
  if (standing === 'confirmed') return { name, state: 'done', text: 'It has written the order into its journal.' };
  if (standing === 'cannot-be-told')
    return {
      name,
      state: 'trouble',
      text: 'It does not say that it can be told: its agent lacks the skill, or it never reported. It is kept out of updates all the same. Destroy its keys by hand: erase its flash, or the chip. Should it come with an agent that has the skill, it is told.',
    };
  if (fault !== undefined) return { name, state: 'trouble', fault, text: 'It did not take the order.' };
  return {
    name,
    state: 'now',
    text: 'The order waits for it and does not expire, however long it stays away. Have it connect.',
  };
}

function confirmed({ standing, receipt }: Disposal): DisposalStep {
  const name = 'Receipt';
  if (receipt)
    return {
      name,
      state: 'done',
      at: receipt.at,
      text: 'It has said, by a receipt made with the key that goes, that it has taken the order.',
    };
  const text =
    standing === 'cannot-be-told' ? 'None is expected.' : 'Not there. No time makes the disposal confirmed without it.';
  return { name, state: 'later', text };
}

function acknowledged({ receipt, fault }: Disposal): DisposalStep {
  const name = 'Acknowledged';
  if (!receipt)
    return { name, state: 'later', text: 'Only a signed acknowledgement of this receipt lets its keys go.' };
  if (fault !== undefined)
    return { name, state: 'trouble', fault, text: 'It did not take what acknowledges its receipt.' };
  return {
    name,
    state: 'done',
    text: 'The server has checked and kept the receipt, and says so to whoever holds the key.',
  };
}

function forgotten({ receipt, cameAgain }: Disposal): DisposalStep {
  const name = 'Keys forgotten';
  if (!receipt) return { name, state: 'later', text: 'Last of all, so that it can say before that it will.' };
  if (cameAgain !== undefined)
    return {
      name,
      state: 'trouble',
      at: cameAgain,
      text: 'Somebody signed in with its key after its receipt: the device had not heard that it may forget the key, or somebody has a copy. Whoever it is gets the acknowledgement, and nothing else.',
    };
  return { name, state: 'done', text: 'Nobody has signed in with its key since. It cannot say so itself.' };
}
