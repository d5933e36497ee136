import type { Mutant } from './mutant.js';

const AUTHENTICATION = 'libs/agent/src/ticket/authentication.ts';
const TICKET_CHECK = 'libs/agent/src/ticket/ticket-check.ts';
const AGENT = 'libs/agent/src/update-agent.ts';

/** Which orders an agent carries out. */
export const ORDER_MUTANTS: readonly Mutant[] = [
  {
    name: 'last-sequence-again',
    file: AUTHENTICATION,
    from: 'if (ticket.sequence <= now.taken) return',
    to: 'if (ticket.sequence < now.taken) return',
    means: 'another ticket with the sequence of the last one is taken',
    net: 'hostile',
  },
  {
    name: 'rejected-sequence-forgotten',
    file: AGENT,
    from: 'job.refuse(terms, ticket.sequence, refusal);',
    to: 'job.refuse(terms, 0, refusal);',
    means: 'an order that was rejected does not take its sequence',
    net: 'hostile',
  },
  {
    name: 'refusal-after-its-ticket',
    file: AGENT,
    from: 'job.refuse(terms, ticket.sequence, refusal);',
    to: "job.begin({ ...terms, stage: 'offered' }, ticket.sequence);\n      job.finish('rejected', refusal);",
    means: 'a ticket is in the journal before its refusal',
    net: 'hostile',
  },
  {
    name: 'refusal-not-told-again',
    file: AGENT,
    from: 'if (same && !open) job.reportResult();',
    to: 'if (same && !open) return;',
    means: 'a ticket whose job has ended is not answered when it comes again',
    net: 'hostile',
  },
  {
    name: 'foreign-ticket',
    file: AUTHENTICATION,
    from: 'if (ticket.device !== now.deviceId) return',
    to: "if (ticket.device === '') return",
    means: 'a ticket made out to another device is taken',
    net: 'hostile',
  },
  {
    name: 'expires-a-moment-late',
    file: AUTHENTICATION,
    from: 'now.unixMs >= ticket.expiresAtMs',
    to: 'now.unixMs > ticket.expiresAtMs',
    means: 'a ticket is taken in the millisecond of its expiry',
    net: 'hostile',
  },
  {
    name: 'other-transfer',
    file: AUTHENTICATION,
    from: 'ticket.job !== message.job || ticket.transfer !== message.transfer',
    to: 'ticket.job !== message.job',
    means: 'the message around a ticket may name another transfer',
    net: 'hostile',
  },
  {
    name: 'other-release',
    file: AUTHENTICATION,
    from: 'if (known.release !== ticket.release) return',
    to: "if (known.release === '') return",
    means: 'a ticket for one release brings the manifest of another',
    net: 'hostile',
  },
  {
    name: 'counter-one-below',
    file: TICKET_CHECK,
    from: 'if (manifest.counter >= floor) return undefined;',
    to: 'if (manifest.counter + 1 >= floor) return undefined;',
    means: 'a release one below the security counter is taken',
    net: 'hostile',
  },
  {
    name: 'into-application-data',
    file: TICKET_CHECK,
    from: 'reservedBytes(mcu, config.dataBytes)',
    to: 'reservedBytes(mcu)',
    means: 'an image may reach into the data of the application',
    net: 'hostile',
  },
  {
    name: 'other-hardware',
    file: TICKET_CHECK,
    from: 'if (manifest.hardware.includes(config.hardware)) return undefined;',
    to: 'if (manifest.hardware.length > 0) return undefined;',
    means: 'a release for another hardware revision is taken',
    net: 'hostile',
  },
  {
    name: 'other-product',
    file: TICKET_CHECK,
    from: 'if (manifest.product === config.product) return undefined;',
    to: "if (manifest.product !== '') return undefined;",
    means: 'a release for another product is taken',
    net: 'hostile',
  },
];
