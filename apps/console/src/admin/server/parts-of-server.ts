import type { components } from '@twinbank/client';

type Readiness = components['schemas']['ReadinessAnswer'];

/** A part of the server that is looked at, with its word and what that means. */
export interface PartShown {
  readonly name: string;
  readonly word: string;
  /** `bad` keeps the server from its work; `odd` does not. */
  readonly mood: 'good' | 'odd' | 'bad';
  readonly meaning: string;
}

type Part = Exclude<keyof Readiness, 'status' | 'clockMovedMs'>;

interface PartText {
  readonly name: string;
  readonly good: string;
  readonly else: string;
  /** It stands beside the others: the server goes on without it. */
  readonly isBeside?: true;
}

const PARTS: Readonly<Record<Part, PartText>> = {
  database: { name: 'Database', good: 'answers', else: 'It does not answer: requests are refused until it does.' },
  broker: { name: 'Broker', good: 'answers', else: 'It does not answer: no device is reached until it does.' },
  storage: {
    name: 'Storage',
    good: 'has room',
    else: 'The disk is full, or the database refused a write for want of room: what needs space is refused. Free some, and repeat.',
  },
  images: {
    name: 'Images',
    good: 'are readable',
    else: 'A stored image could not be read. Its release cannot be delivered; all else goes on.',
    isBeside: true,
  },
  keys: {
    name: 'Keys',
    good: 'can be opened',
    else: 'The token that seals the key ring does not answer. This server goes on, for it holds its keys; it would not start again.',
    isBeside: true,
  },
  rollout: { name: 'Campaigns', good: 'come forward', else: 'They have not been processed for some time.' },
  reports: { name: 'Reports', good: 'are written', else: 'A report of a device waits too long to be written.' },
  delivery: {
    name: 'Deliveries',
    good: 'come forward',
    else: 'A device waits too long for the blocks that it asked for.',
  },
  clock: {
    name: 'Clock',
    good: 'goes evenly',
    else: 'The time of day of the machine was changed. Devices with good clocks may be refused until it is right.',
    isBeside: true,
  },
};

/** The parts of a server in the order in which they are read, each with what its word means. */
export function partsOf(readiness: Readiness): PartShown[] {
  return (Object.keys(PARTS) as Part[]).map((part) => {
    const { name, good, else: otherwise, isBeside } = PARTS[part];
    const word = readiness[part];
    if (word === 'ok') return { name, word, mood: 'good', meaning: good };
    return { name, word, mood: isBeside ? 'odd' : 'bad', meaning: otherwise };
  });
}
