import { beforeAll, describe, expect, it } from '@jest/globals';

import { PARTS, type PartName } from '@twinbank/parts';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys, type TestOrder } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder } from '@twinbank/testkit/sample-device';

import { Journal } from '../journal/journal.js';
import { journalMedium } from '../journal/nvm-layout.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

/** A part whose journal lies in flash, and one whose journal lies in the data EEPROM. */
const JOURNALS: readonly PartName[] = ['STM32G484', 'STM32L083'];

const wrongProduct = (part: PartName): Promise<TestOrder> =>
  sampleOrder(keys, part, {}, { release: { product: 'pump' } });

/** Publishes an order to a device whose power fails at this operation; returns the device once it rests again. */
function cutWhileRefusing(part: PartName, order: TestOrder, at: number): BenchDevice {
  const bench = sampleDevice(keys, part);
  bench.run({ until: () => bench.reports.length > 0 });
  bench.mcu.power.strikeAt({ at: bench.mcu.power.count + at, moment: 'torn', seed: at });
  bench.publish(new MiniServer(order));
  bench.run();
  return bench;
}

describe.each(JOURNALS)('a power cut while a ticket is refused: %s', (part) => {
  it('changes nothing for the server: after any cut the ticket is refused for the same reason', async () => {
    const order = await wrongProduct(part);
    let at = 1;
    for (; ; at++) {
      const bench = cutWhileRefusing(part, order, at);
      expect(bench.result).toMatchObject({ job: 1, stage: 'rejected', fault: 'product_mismatch' });
      if (bench.interruptions === 0) break;
    }
    // Every unit of the journal's change was cut.
    expect(at).toBeGreaterThan(12);
  });

  it('does not keep the device from the next ticket', async () => {
    const [wrong, right] = [
      await wrongProduct(part),
      await sampleOrder(keys, part, { job: 2, transfer: 2, sequence: 2 }),
    ];
    for (let at = 1; at < 40; at += 3) {
      const bench = cutWhileRefusing(part, wrong, at);
      bench.publish(new MiniServer(right));
      bench.run({ until: () => bench.reports.some((report) => report.type === 'stage' && report.job === 2) });
      expect(bench.reports).toContainEqual(expect.objectContaining({ job: 2, stage: 'accepted' }));
    }
  });
});

/** Agents before this one wrote a ticket as `offered` first, and its refusal afterwards. */
describe('a ticket that an earlier agent left between the two', () => {
  const left = (): BenchDevice => {
    const bench = sampleDevice(keys, 'STM32G484');
    new Journal(journalMedium(bench.mcu)).begin(
      {
        ...{ stage: 'offered', job: 1, transfer: 1, ticketDigest: new Uint8Array(32), target: 2 },
        ...{ policy: 'mirror', mode: 'live', onNoSlot: 'fail', slotDeadlineMs: 1000, confirmTimeoutMs: 1000 },
      },
      1,
    );
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    bench.boot();
    return bench;
  };

  it('is refused as one that came before', async () => {
    const bench = left();
    bench.publish(new MiniServer(await wrongProduct('STM32G484')));
    bench.run();
    expect(bench.result).toMatchObject({ job: 1, stage: 'rejected', fault: 'ticket_replayed' });
  });

  it('does not keep the device from the next ticket, and a request to stop it is not answered', async () => {
    const bench = left();
    bench.retain({ type: 'cancel', job: 1 });
    bench.run({ until: () => false });
    expect(bench.reports.map(({ type }) => type)).toEqual(['hello']);
    bench.publish(new MiniServer(await sampleOrder(keys, 'STM32G484', { job: 2, transfer: 2, sequence: 2 })));
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done' });
  });
});

it('both journals are tried', () => {
  expect(JOURNALS.map((part) => PARTS[part].family)).toEqual(['G4', 'L0']);
});
