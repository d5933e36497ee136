import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { PART_NAMES } from '@twinbank/parts';
import { isFault, utf8 } from '@twinbank/primitives';

import { FAULT_CODES } from './faults.js';
import { LIMITS } from './limits.js';
import { decodeReport, encodeReport, type BankReport, type DeviceStatus, type Report } from './report.js';
import { RESET_CAUSES } from './health/reset-cause.js';
import { STAGES } from './stages.js';
import { TICKET_SKILLS } from './skills/ticket-skill.js';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const uint32 = fc.nat(0xffffffff);
const time = fc.double({ min: 0, max: 1e12, noNaN: true }).map((value) => value + 0);
const start = uint32;
const stage = fc.constantFrom(...STAGES);
const job = fc.integer({ min: 1, max: 0x7fffffff });
const bank = <B extends 1 | 2>(number: B): fc.Arbitrary<BankReport> =>
  fc.record(
    {
      bank: fc.constant(number),
      state: fc.constantFrom('empty' as const, 'partial' as const, 'valid' as const, 'invalid' as const),
      version: fc.constantFrom('1.0.0', '1.1.0-rc.1', '2.0.0+abc'),
      digest: fc.stringMatching(/^[0-9a-f]{64}$/),
    },
    { requiredKeys: ['bank', 'state'] },
  );
const status: fc.Arbitrary<DeviceStatus> = fc.record(
  {
    product: name,
    part: fc.constantFrom(...PART_NAMES),
    hardware: name,
    banks: fc.tuple(bank(1), bank(2)),
    active: fc.constantFrom(1 as const, 2 as const),
    fbMode: fc.constantFrom(0 as const, 1 as const),
    bfb2: fc.constantFrom(0 as const, 1 as const),
    confirmed: fc.boolean(),
    counter: uint32,
    reset: fc.constantFrom(...RESET_CAUSES),
    ticketSequence: fc.integer({ min: 1, max: 0x7fffffff }),
    dualBank: fc.boolean(),
    bootsBank2: fc.boolean(),
    bootRom: fc.constantFrom('4.1', '13.4', '15.15'),
    understands: fc.subarray([...TICKET_SKILLS]),
  },
  {
    requiredKeys: ['product', 'part', 'hardware', 'banks', 'active', 'fbMode', 'bfb2', 'confirmed', 'counter', 'reset'],
  },
);
const SWAP = { slotStartUs: 1, slotLengthUs: 2, swapUs: 1, addedLatencyUs: 0, deadlinesMissed: 0 };
const MEASURED = { slotStartUs: time, slotLengthUs: time, swapUs: time, addedLatencyUs: time, deadlinesMissed: uint32 };
const taskName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/);
const swap = fc.record(
  { ...MEASURED, taskBefore: taskName, taskAfter: taskName },
  { requiredKeys: Object.keys(MEASURED) as (keyof typeof MEASURED)[] },
);
const timings = fc.record(
  { eraseMs: time, downloadMs: time, checkMs: time, waitMs: time, mirrorMs: time, totalMs: time },
  { requiredKeys: [] },
);
const blocks = fc.nat(LIMITS.blocksMax);
const attributes = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.oneof(fc.string({ unit: 'grapheme-ascii', maxLength: 20 }), fc.integer(), fc.boolean()),
  { maxKeys: 5 },
);
const report: fc.Arbitrary<Report> = fc.oneof(
  fc.record(
    {
      type: fc.constant('hello' as const),
      start: start,
      seq: uint32,
      status,
      attributes,
      job,
      transfer: uint32,
      stage,
    },
    { requiredKeys: ['type', 'seq', 'status'] },
  ),
  fc
    .record(
      {
        type: fc.constant('stage' as const),
        start,
        seq: uint32,
        job,
        transfer: uint32,
        stage,
        done: blocks,
        total: blocks,
        postponedUntil: fc.maxSafeNat(),
        swap,
      },
      { requiredKeys: ['type', 'seq', 'job', 'stage'] },
    )
    .filter(({ done, total }) => done === undefined || total === undefined || done <= total),
  fc.record(
    {
      type: fc.constant('result' as const),
      start,
      seq: uint32,
      job,
      transfer: uint32,
      stage,
      status,
      fault: fc.constantFrom(...FAULT_CODES),
      detail: fc.stringMatching(/^[ -~üß€]{0,80}$/),
      swap,
      timings,
    },
    { requiredKeys: ['type', 'seq', 'job', 'stage', 'status'] },
  ),
);

const STATUS = {
  product: 'pump',
  part: 'STM32G484',
  hardware: 'B',
  banks: [
    { bank: 1, state: 'valid', version: '1.0.0', digest: 'ab'.repeat(32) },
    { bank: 2, state: 'empty' },
  ],
  active: 1,
  fbMode: 0,
  bfb2: 0,
  confirmed: true,
  counter: 3,
  reset: 'power-on',
};
const HELLO = { v: 1, type: 'hello', seq: 0, status: STATUS };
const RESULT = { v: 1, type: 'result', seq: 9, job: 5, stage: 'failed', status: STATUS };
const bytesOf = (value: unknown): Uint8Array => utf8(JSON.stringify(value));
const codeOf = (bytes: Uint8Array): string => {
  try {
    decodeReport(bytes);
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'taken';
};
const withStatus = (change: object): Uint8Array => bytesOf({ ...HELLO, status: { ...STATUS, ...change } });

describe('a report', () => {
  it('is the same after encoding and decoding', () => {
    fc.assert(fc.property(report, (value) => expect(decodeReport(encodeReport(value))).toEqual(value)));
  });

  it.each([{ a: null }, { a: { b: 1 } }, { 'a b': 1 }, { site: 3 }, [1], 'x'])(
    'has no attributes such as %j',
    (said) => {
      expect(codeOf(bytesOf({ ...HELLO, attributes: said }))).toBe('message_malformed');
    },
  );

  it('fits its limit even with everything in it at its longest', () => {
    const longest = 'x'.repeat(64);
    const banks = [1, 2].map((number) => ({
      bank: number,
      state: 'invalid',
      version: `1.0.0-${'a'.repeat(58)}`,
      digest: 'f'.repeat(64),
    }));
    const everything = {
      ...RESULT,
      seq: 0xffffffff,
      job: 0x7fffffff,
      status: {
        ...STATUS,
        product: longest,
        hardware: longest,
        banks,
        counter: 0xffffffff,
        reset: 'option-bytes',
        ticketSequence: 0x7fffffff,
      },
      fault: 'image_linked_elsewhere',
      detail: '€'.repeat(300),
      swap: {
        slotStartUs: 1e15 / 3,
        slotLengthUs: 1e15 / 3,
        swapUs: 1e15 / 3,
        addedLatencyUs: 1e15 / 3,
        deadlinesMissed: 0xffffffff,
      },
      timings: {
        eraseMs: 1e15 / 3,
        downloadMs: 1e15 / 3,
        checkMs: 1e15 / 3,
        waitMs: 1e15 / 3,
        mirrorMs: 1e15 / 3,
        totalMs: 1e15 / 3,
      },
    };
    expect(codeOf(bytesOf(everything))).toBe('taken');
    expect(bytesOf(everything).length).toBeLessThan(LIMITS.reportBytes / 2);
  });

  it('names skills of the agent, of which those that a server does not know are left out', () => {
    const skills = (understands: unknown) => bytesOf({ ...HELLO, status: { ...STATUS, understands } });
    const read = decodeReport(skills(['fly', 'download-only', 'download-only']));
    expect(read).toMatchObject({ status: { understands: ['download-only'] } });
    for (const bad of ['download-only', ['Fly'], [1], Array.from({ length: 17 }, (_, at) => `skill-${at}`)])
      expect(codeOf(skills(bad))).toBe('message_malformed');
  });

  it('may contain unknown fields', () => {
    expect(decodeReport(bytesOf({ ...HELLO, mood: 'good', status: { ...STATUS, temperature: 21 } }))).toEqual(
      decodeReport(bytesOf(HELLO)),
    );
  });

  it('may name an unknown fault', () => {
    expect(decodeReport(bytesOf({ ...RESULT, fault: 'sun_too_bright' }))).toMatchObject({
      fault: 'outcome_unexpected',
    });
  });

  it.each([
    ['another version', { ...HELLO, v: 2 }],
    ['another type', { ...HELLO, type: 'goodbye' }],
    ['no status', { ...HELLO, status: undefined }],
    ['a negative sequence', { ...HELLO, seq: -1 }],
    ['job zero', { ...HELLO, job: 0 }],
    ['a stage that is none', { ...RESULT, stage: 'sleeping' }],
    ['a stage report without its job', { v: 1, type: 'stage', seq: 1, stage: 'checked' }],
    [
      'more blocks done than there are',
      { v: 1, type: 'stage', seq: 1, job: 1, stage: 'downloading', done: 18, total: 17 },
    ],
    [
      'more blocks than any release has',
      {
        v: 1,
        type: 'stage',
        seq: 1,
        job: 1,
        stage: 'downloading',
        done: LIMITS.blocksMax + 1,
        total: LIMITS.blocksMax + 1,
      },
    ],
    ['half a swap', { ...RESULT, swap: { swapUs: 1 } }],
    ...['', 'a b', '<b>', 'a'.repeat(33), 7].map(
      (taskBefore) => [`the task ${taskBefore}`, { ...RESULT, swap: { ...SWAP, taskBefore } }] as const,
    ),
    [
      'negative times',
      { ...RESULT, timings: { eraseMs: -1, downloadMs: 0, checkMs: 0, waitMs: 0, mirrorMs: 0, totalMs: 0 } },
    ],
    ['a detail of more than 300 characters', { ...RESULT, detail: 'x'.repeat(301) }],
    ['a detail with a NUL', { ...RESULT, detail: 'a\u0000b' }],
    ['a detail with half a surrogate pair', { ...RESULT, detail: 'a\ud800b' }],
  ])('is refused with %s', (_name, value) => expect(codeOf(bytesOf(value))).toBe('message_malformed'));

  it.each([
    ['banks in the wrong order', { banks: [...STATUS.banks].reverse() }],
    ['one bank', { banks: STATUS.banks.slice(0, 1) }],
    ['three banks', { banks: [...STATUS.banks, STATUS.banks[1]] }],
    ['bank 1 twice', { banks: [STATUS.banks[0], STATUS.banks[0]] }],
    ['a bank in a state that is none', { banks: [{ bank: 1, state: 'fine' }, STATUS.banks[1]] }],
    ['a version that is none', { banks: [{ ...STATUS.banks[0], version: 'v1' }, STATUS.banks[1]] }],
    ['a digest in capitals', { banks: [{ ...STATUS.banks[0], digest: 'AB'.repeat(32) }, STATUS.banks[1]] }],
    ['active bank 3', { active: 3 }],
    ['a part that is not known', { part: 'STM32F103' }],
    ['a product that is no name', { product: 'a/b' }],
    ['a hardware revision of 65 characters', { hardware: 'x'.repeat(65) }],
    ['confirmed as a number', { confirmed: 1 }],
    ['a counter beyond 32 bits', { counter: 2 ** 32 }],
    ['a reset for no known cause', { reset: 'magic' }],
    ['ticket sequence zero', { ticketSequence: 0 }],
    ['a ticket sequence beyond 31 bits', { ticketSequence: 2 ** 31 }],
  ])('is refused with %s', (_name, change) => expect(codeOf(withStatus(change))).toBe('message_malformed'));

  it('is checked for its size before it is read', () =>
    expect(codeOf(new Uint8Array(LIMITS.reportBytes + 1).fill(0x7b))).toBe('message_too_large'));

  it('never throws anything but a Fault', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (junk) => expect(codeOf(junk)).not.toBe('taken')));
    const keys = fc.constantFrom(
      ...Object.keys({ ...RESULT, done: 0, total: 0, swap: 0, timings: 0, fault: 0, detail: 0 }),
    );
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (object) =>
        expect(['taken', 'message_malformed']).toContain(codeOf(bytesOf({ ...RESULT, ...object }))),
      ),
    );
  });
});

describe('encodeReport', () => {
  it('shortens a long detail and removes control characters, so that no report is refused for its wording', () => {
    const decoded = decodeReport(
      encodeReport({
        ...(RESULT as unknown as Report & { type: 'result' }),
        detail: `tab\tnul\u0000${'x'.repeat(291)}😀`,
      }),
    );
    expect(decoded).toMatchObject({ detail: `tab nul ${'x'.repeat(291)} ` });
  });
});
