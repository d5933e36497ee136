import type { Mutant } from './mutant.js';

const RECEIPTS = 'libs/agent/src/job/receipts.ts';
const JOURNAL = 'libs/agent/src/journal/journal.ts';
const CURRENT_JOB = 'libs/agent/src/job/current-job.ts';
const TWO_IMAGES = 'STM32G474/keep-previous/live/none/bank2';

/** What a receipt says, and when it is made. */
export const RECEIPT_MUTANTS: readonly Mutant[] = [
  {
    name: 'receipt-of-the-other-bank',
    file: RECEIPTS,
    from: 'banks: [digestIn(1), digestIn(2)]',
    to: 'banks: [digestIn(2), digestIn(1)]',
    means: 'a receipt names the image of each bank for the other one',
    net: TWO_IMAGES,
  },
  {
    name: 'receipt-of-the-ticket',
    file: JOURNAL,
    from: 'words(RELEASE, job.release)',
    to: 'words(RELEASE, job.ticketDigest)',
    means: 'a receipt names something else for the release',
    net: TWO_IMAGES,
  },
  {
    name: 'receipt-of-an-earlier-release',
    file: JOURNAL,
    from: '        ...(job.release ? [...words(RELEASE, job.release), [RELEASE_OF, firstWord(job.ticketDigest)] as const] : []),',
    to: '        ...(job.release && !this.log.has(RELEASE_OF) ? words(RELEASE, job.release) : []), [RELEASE_OF, firstWord(job.ticketDigest)] as const,',
    means: 'a receipt names the release of the first job for ever',
    net: 'in-a-row',
  },
  {
    name: 'receipt-without-end',
    file: CURRENT_JOB,
    from: 'this.enter(stage, refusal?.code, this.parts.endNow());',
    to: 'this.enter(stage, refusal?.code);',
    means: 'the end of a job is not kept, and so its result comes without a receipt',
    net: TWO_IMAGES,
  },
  {
    name: 'receipt-of-now',
    file: RECEIPTS,
    from: 'counter: journal.counter, time }',
    to: "counter: journal.counter, time: { kind: 'clock', unixMs: (config as AgentConfig).unixMs!() } }",
    means: 'a receipt tells the time at which it is told, so that it differs each time',
    net: TWO_IMAGES,
  },
  {
    name: 'receipt-without-device',
    file: RECEIPTS,
    from: 'deriveReceiptKey(this.config.deviceRoot)',
    to: 'this.config.deviceRoot',
    means: 'receipts are made under the root key',
    net: TWO_IMAGES,
  },
];
