import { describe, expect, it } from '@jest/globals';

import { aFact, anOrder } from '@twinbank/testkit/campaign-specimens';

import { exclusionOf, type DeviceFacts, type ExclusionReason } from '../exclusion.js';

const reasonOf = (
  device: Partial<DeviceFacts>,
  order: Parameters<typeof anOrder>[0] = {},
): ExclusionReason | undefined => exclusionOf(aFact(device), anOrder(order))?.reason;

describe('a release that names the boot ROM that it needs at least', () => {
  it('leaves out whoever has an older boot ROM than the release needs, or does not say which', () => {
    const reason = (device: Partial<DeviceFacts>) =>
      exclusionOf(aFact({ understands: ['boot-rom'], ...device }), anOrder({ release: { bootRomMin: '10.3' } }));
    expect(reason({ bootRom: '10.2' })).toEqual({
      reason: 'boot_rom_below_minimum',
      detail: 'the release needs boot ROM 10.3, the device has 10.2, which stays as the chip was made',
    });
    // Not by the order of text: 9.2 is older than 10.3.
    expect(reason({ bootRom: '9.2' })?.reason).toBe('boot_rom_below_minimum');
    expect(reason({ bootRom: '10.3' })).toBeUndefined();
    expect(reason({ bootRom: '11.0' })).toBeUndefined();
    expect(reason({ bootRom: undefined })?.detail).toContain('does not say which version it has');
  });

  it('says of an agent that does not know the bound that it is the agent, whatever its boot ROM is', () => {
    const release = { bootRomMin: '13.4' };
    expect(reasonOf({ bootRom: '13.5', understands: [] }, { release })).toBe('kind_unsupported');
    expect(reasonOf({ bootRom: undefined }, { release })).toBe('kind_unsupported');
    expect(reasonOf({ bootRom: '13.3', understands: [] })).toBeUndefined();
  });

  it('keeps a device waiting for another campaign out for its boot ROM: that stays so', () => {
    const device = aFact({ openCampaign: 3, understands: ['boot-rom'], bootRom: '13.4' });
    const order = { ...anOrder({ release: { bootRomMin: '13.5' } }), waits: true };
    expect(exclusionOf(device, order)?.reason).toBe('boot_rom_below_minimum');
  });
});
