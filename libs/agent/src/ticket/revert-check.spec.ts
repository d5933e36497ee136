import { describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';
import { sampleRelease } from '@twinbank/testkit/sample-image';

import { PreparedDevice } from '../testing/prepared-device.js';
import type { Authentic } from './authentication.js';
import { checkRevert } from './revert-check.js';

const PREVIOUS = { part: 'STM32G474', version: '1.1.0', counter: 2, bytes: 6272 } as const;

const order = (kind: Ticket['kind'], version: string = PREVIOUS.version): Authentic => {
  const { manifest } = sampleRelease({ ...PREVIOUS, version });
  const known = { manifest, release: '', signer: '', verified: [], tails: new Map(), findings: new Map() };
  return { ticket: { kind } as Ticket, known };
};

describe('an order to swap back', () => {
  it('needs the image in the other bank, by its bytes', () => {
    const { mcu } = new PreparedDevice();
    expect(checkRevert(order('revert'), mcu)).toBeUndefined();
    const refusal = checkRevert(order('revert', '1.2.0'), mcu);
    expect(refusal).toEqual({ code: 'revert_image_missing', detail: expect.stringMatching(/bank 2 .*1\.2\.0/) });
  });

  it('is refused where ECC corrects a bit of it, although the bytes are right', () => {
    const { mcu } = new PreparedDevice();
    const { flash } = mcu;
    const page = 2 * flash.spec.pageBytes;
    const bytes = flash.readBank({ bank: 2, offset: page }, flash.spec.pageBytes);
    flash.wearOut({ bank: 2, offset: page + 64 }, 'one-bit');
    flash.erasePages(flash.pageTarget(2, 2));
    flash.program(flash.addressOf({ bank: 2, offset: page }), bytes);
    expect(flash.readBank({ bank: 2, offset: page }, bytes.length)).toEqual(bytes);
    expect(checkRevert(order('revert'), mcu)?.code).toBe('revert_image_missing');
  });

  it('of another kind needs no image there', () => {
    const { mcu } = new PreparedDevice();
    expect(checkRevert(order(undefined, '1.2.0'), mcu)).toBeUndefined();
    expect(checkRevert(order('download-only', '1.2.0'), mcu)).toBeUndefined();
  });
});
