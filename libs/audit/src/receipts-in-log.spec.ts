import { beforeAll, describe, expect, it } from '@jest/globals';

import {
  createKeyRingText,
  currentMaster,
  deriveDeviceRoot,
  deriveReceiptKey,
  parseKeyRing,
  receiptMac,
  type KeyRing,
} from '@twinbank/keys';
import { concatBytes, toHex } from '@twinbank/primitives';
import { encodeReceipt, type Receipt } from '@twinbank/protocol';

import { ReceiptsInLog, type ReceiptsProof } from './receipts-in-log.js';

const RECEIPT: Receipt = {
  ...{ device: 'd1', job: 7, transfer: 9, stage: 'done', release: 'a1'.repeat(32), active: 1, counter: 3 },
  ...{ banks: ['b2'.repeat(32), 'b2'.repeat(32)] as const, time: { kind: 'none' } },
};

describe('receipts in a log', () => {
  let ring: KeyRing;
  let other: KeyRing;
  beforeAll(async () => {
    ring = await parseKeyRing(createKeyRingText((length) => new Uint8Array(length).fill(1)));
    other = await parseKeyRing(createKeyRingText((length) => new Uint8Array(length).fill(2)));
  });

  const entry = (receipt: Receipt, after: object = {}): Record<string, unknown> => {
    const root = deriveDeviceRoot({ master: currentMaster(ring).secret, product: 'pump', deviceId: 'd1' });
    const bytes = encodeReceipt(receipt);
    const hex = toHex(concatBytes(bytes, receiptMac(deriveReceiptKey(root), bytes)));
    const said = { device: 'd1', product: 'pump', keyEpoch: 1, job: 7, transfer: 9, receipt: hex, ...after };
    return { sequence: 5, action: 'receipt_kept', outcome: 'done', after: said };
  };
  const proofOf = (of: Record<string, unknown>, by?: KeyRing): ReceiptsProof => {
    const receipts = new ReceiptsInLog(by);
    receipts.entry(of);
    return receipts.result();
  };

  it('are counted, and their MACs are checked with the key ring only', () => {
    expect(proofOf(entry(RECEIPT))).toEqual({ proven: 1, unproven: 0, checked: 0, wrong: [] });
    expect(proofOf(entry(RECEIPT), ring)).toEqual({ proven: 1, unproven: 0, checked: 1, wrong: [] });
    expect(proofOf(entry(RECEIPT), other)).toMatchObject({ checked: 0, wrong: [5] });
    expect(proofOf(entry(RECEIPT, { keyEpoch: 2 }), ring)).toMatchObject({ checked: 0, wrong: [] });
  });

  it('are held against the key of the generation that their entry names', () => {
    const root = deriveDeviceRoot({
      master: currentMaster(ring).secret,
      product: 'pump',
      deviceId: 'd1',
      generation: 2,
    });
    const bytes = encodeReceipt(RECEIPT);
    const receipt = toHex(concatBytes(bytes, receiptMac(deriveReceiptKey(root), bytes)));
    const found = [2, 1, undefined, -1].map((keyGeneration) =>
      proofOf(entry(RECEIPT, { keyGeneration, receipt }), ring),
    );
    expect(found.map(({ checked, wrong }) => [checked, wrong])).toEqual([
      [1, []],
      [0, [5]],
      [0, [5]],
      [0, [5]],
    ]);
    expect(proofOf(entry(RECEIPT, { keyGeneration: 0 }), ring)).toMatchObject({ checked: 1, wrong: [] });
  });

  it.each([
    ['another device', { device: 'd2' }],
    ['another product', { product: 'valve' }],
    ['another job', { job: 8 }],
    ['another attempt', { transfer: 10 }],
    ['bytes that are no receipt', { receipt: '00'.repeat(160) }],
    ['nothing', { receipt: '' }],
    ['no text', { receipt: 7 }],
  ])('are wrong if their entry names %s', (_, after) =>
    expect(proofOf(entry(RECEIPT, after), ring).wrong).toEqual([5]),
  );

  it('are wrong if one byte of them was changed', () => {
    const { after } = entry(RECEIPT);
    const { receipt } = after as { receipt: string };
    for (let at = 0; at < receipt.length; at += 2) {
      const byte = (parseInt(receipt.slice(at, at + 2), 16) ^ 1).toString(16).padStart(2, '0');
      const changed = receipt.slice(0, at) + byte + receipt.slice(at + 2);
      expect([at, proofOf(entry(RECEIPT, { receipt: changed }), ring).wrong]).toEqual([at, [5]]);
    }
  });

  it('that the server did not believe are told, and not checked; other entries are ignored', () => {
    expect(proofOf({ ...entry(RECEIPT, { receipt: '00' }), outcome: 'refused' }, ring)).toEqual({
      ...{ proven: 0, unproven: 1 },
      ...{ checked: 0, wrong: [] },
    });
    expect(proofOf({ ...entry(RECEIPT), action: 'product_created' }, ring)).toMatchObject({ proven: 0, unproven: 0 });
  });
});
