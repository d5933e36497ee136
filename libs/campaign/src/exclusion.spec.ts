import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { PART_NAMES } from '@twinbank/parts';
import { FAULTS, type TicketSkill } from '@twinbank/protocol';

import {
  EXCLUSION_REASONS,
  EXCLUSIONS,
  exclusionOf,
  type DeviceFacts,
  type ExclusionReason,
  type NotLive,
  type UpdateOrder,
} from './exclusion.js';
import { aConfig, aFact, anOrder, NEW, OLD } from '@twinbank/testkit/campaign-specimens';

const SECTION = { offset: 1024, length: 64, sha256: 'a'.repeat(64) };
const reasonOf = (
  device: Partial<DeviceFacts>,
  order: Parameters<typeof anOrder>[0] = {},
): ExclusionReason | undefined => exclusionOf(aFact(device), anOrder(order))?.reason;
const running = (facts: object): ReadonlyMap<string, { runOnce: boolean }> =>
  new Map([[OLD.digest, { runOnce: false, ...facts }]]);

describe('exclusionOf', () => {
  it('excludes neither a sound device nor one that never reported', () => {
    expect(reasonOf({})).toBeUndefined();
    expect(exclusionOf({ active: true, hardware: 'A' }, anOrder())).toBeUndefined();
  });

  it.each<[ExclusionReason, Partial<DeviceFacts>]>([
    ['device_inactive', { active: false }],
    ['already_installed', { digest: NEW.digest }],
    ['device_in_campaign', { openCampaign: 3 }],
    ['part_mismatch', { part: 'STM32L486' }],
    ['hardware_mismatch', { hardware: 'Z' }],
    ['hardware_mismatch', { reportedHardware: 'Z' }],
    ['counter_too_low', { counter: 3 }],
    ['single_bank_mode', { dualBank: false }],
    ['boot_rom_too_old', { bootsBank2: false }],
  ])('gives %s for a device with %j', (reason, device) => {
    expect(reasonOf(device)).toBe(reason);
  });

  it('excludes a device that does not say what it runs from a release that replaces newer versions only', () => {
    const release = { upgradesFrom: '1.0.0' };
    const reason = (device: Partial<DeviceFacts>) => reasonOf(device, { release });
    expect(reason({ version: undefined, understands: ['upgrades-from'] })).toBe('version_too_old');
    expect(reason({ version: undefined, understands: [] })).toBe('kind_unsupported');
    expect(reason({ version: '1.0.0', understands: ['upgrades-from'] })).toBeUndefined();
    expect(reasonOf({ version: undefined, understands: ['upgrades-from'] })).toBeUndefined();
  });

  it('judges a device that waits for another campaign by what cannot change meanwhile', () => {
    const reason = (device: Partial<DeviceFacts>, waits = true) =>
      exclusionOf(aFact(device), { ...anOrder(), waits })?.reason;
    expect(reason({ openCampaign: 3 })).toBeUndefined();
    expect(reason({ openCampaign: 3 }, false)).toBe('device_in_campaign');
    expect(reason({ openCampaign: 3, digest: NEW.digest })).toBeUndefined();
    expect(reason({ digest: NEW.digest })).toBe('already_installed');
    expect(reason({ openCampaign: 3, digest: NEW.digest, counter: 3 })).toBe('counter_too_low');
    expect(reason({ openCampaign: 3, active: false })).toBe('device_inactive');
  });

  it('leaves out a device that does not say that its agent checks P-256, if the release is signed so', () => {
    const release = { ...anOrder().release, p256: true };
    const by = (device: Partial<DeviceFacts>, order: Partial<UpdateOrder> = {}) =>
      exclusionOf(aFact(device), { ...anOrder(), release, ...order })?.reason;
    expect([by({}), by({ understands: ['plans'] })]).toEqual(['signature_unsupported', 'signature_unsupported']);
    expect(by({ understands: ['p256'] })).toBeUndefined();
    // One that another campaign has may have a newer agent after it.
    expect(by({ openCampaign: 3 }, { waits: true })).toBeUndefined();
    expect(exclusionOf(aFact(), anOrder())).toBeUndefined();
  });

  describe('of a product with key sets', () => {
    const sets = new Map([
      [0, { manifest: ['old'], ticket: ['t'] }],
      [1, { manifest: ['old', 'new'], ticket: ['t'] }],
      [2, { manifest: ['new'], ticket: ['t', 'u'] }],
    ]);
    const by = (manifest: string, keySet: number | undefined, ticket = 't') =>
      exclusionOf(aFact({ keySet }), { ...anOrder(), signed: { manifest, ticket, sets, newest: 2 } })?.reason;

    it('leaves out every device that takes key sets, if the newest one does not name who signed the release', () => {
      expect([0, 1, 2].map((version) => by('old', version))).toEqual(['key_revoked', 'key_revoked', 'key_revoked']);
    });

    it('leaves out a device whose own set does not name who signed the release, or who signs tickets', () => {
      expect([0, 1, 2].map((version) => by('new', version))).toEqual(['key_not_held', undefined, undefined]);
      expect([0, 1, 2].map((version) => by('new', version, 'u'))).toEqual(['key_not_held', 'key_not_held', undefined]);
    });

    it('leaves out a device whose agent knows no P-256, if the newest set names such a key and it lacks one of the order', () => {
      const signed = { manifest: 'new', ticket: 't', sets, newest: 2, newestNamesP256: true };
      const facts = (keySet: number, understands: TicketSkill[] = []) => aFact({ keySet, understands });
      const reason = (device: DeviceFacts) => exclusionOf(device, { ...anOrder(), signed });
      expect(reason(facts(0))).toEqual({
        reason: 'signature_unsupported',
        detail: 'key set 2 names a key of P-256, which its agent does not report to check, so it is not sent it',
      });
      expect(reason(facts(0, ['p256']))?.reason).toBe('key_not_held');
      // One that holds both keys already needs no set.
      expect([reason(facts(1)), reason(facts(2))]).toEqual([undefined, undefined]);
      // One that an older set without such keys leads on to both of them waits.
      const leadsTo = (held: number): number => Math.max(held, 1);
      expect(exclusionOf(facts(0), { ...anOrder(), signed: { ...signed, leadsTo } })).toBeUndefined();
    });

    it('knows nothing of a device that takes no key sets, or holds one that is not stored', () => {
      expect([undefined, 9].map((version) => by('new', version))).toEqual([undefined, undefined]);
      expect(by('old', undefined)).toBeUndefined();
      expect(exclusionOf(aFact({ keySet: 2 }), anOrder())).toBeUndefined();
    });

    it('says which key it is, and that a device that lags is sent the newest set', () => {
      const order = { ...anOrder(), signed: { manifest: 'new', ticket: 't', sets, newest: 2 } };
      expect(exclusionOf(aFact({ keySet: 0 }), order)?.detail).toBe(
        'new signed the release, and the keys of its factory are without that key; key set 2 is sent to it while it is connected',
      );
    });

    it('does not promise a set that has expired, and says what helps', () => {
      const order = { ...anOrder(), signed: { manifest: 'new', ticket: 't', sets, newest: 2, expired: true } };
      expect(exclusionOf(aFact({ keySet: 0 }), order)?.detail).toBe(
        'new signed the release, and the keys of its factory are without that key; key set 2 has expired and is sent to no device: make and upload a newer one',
      );
    });
  });

  it('accepts a device whose counter equals that of the release', () => {
    expect(reasonOf({ counter: 2 })).toBeUndefined();
  });

  it('knows what the part can decrypt, and leaves it to the device whether it accepts plaintext', () => {
    const parts = [...PART_NAMES];
    expect(reasonOf({ part: 'STM32G474' }, { release: { parts } })).toBe('cipher_unsupported');
    expect(reasonOf({ part: 'STM32L083' }, { release: { parts }, terms: { cipher: 'A256CTR' } })).toBe(
      'cipher_unsupported',
    );
    expect(reasonOf({ part: 'STM32G474' }, { release: { parts }, terms: { cipher: 'none' } })).toBeUndefined();
    expect(reasonOf({ part: 'STM32G484' }, { terms: { cipher: 'none' } })).toBeUndefined();
  });

  it('knows how much fits into a bank of the part, and into its RAM', () => {
    expect(reasonOf({}, { release: { codeLength: 252 * 1024 + 64 } })).toBe('no_room');
    expect(reasonOf({}, { release: { codeLength: 252 * 1024 } })).toBeUndefined();
    expect(
      reasonOf(
        { part: 'STM32L083' },
        { release: { parts: ['STM32L083'], blockSize: 8192 }, terms: { cipher: 'A128CTR' } },
      ),
    ).toBe('no_room');
  });

  it('excludes every device from a live swap if the image names no swap section, but none from a reset', () => {
    expect(reasonOf({}, { release: { swapSection: undefined } })).toBe('swap_section_differs');
    expect(exclusionOf({ active: true, hardware: 'A' }, anOrder({ release: { swapSection: undefined } }))?.reason).toBe(
      'swap_section_differs',
    );
    expect(reasonOf({}, { release: { swapSection: undefined }, terms: { mode: 'reset' } })).toBeUndefined();
  });

  it('takes a block as large as the RAM of the part has room for', () =>
    expect(
      reasonOf(
        { part: 'STM32L083' },
        { release: { parts: ['STM32L083'], blockSize: 4096 }, terms: { cipher: 'A128CTR' } },
      ),
    ).toBeUndefined());

  it('leaves out a device that does not say that it knows sections, if the release has some', () => {
    const release = { sections: true };
    expect(reasonOf({}, { release })).toBe('kind_unsupported');
    expect(reasonOf({ understands: ['upgrades-from'] }, { release })).toBe('kind_unsupported');
    expect(reasonOf({ understands: ['sections'] }, { release })).toBeUndefined();
    expect(reasonOf({ understands: [] }, { release: {} })).toBeUndefined();
  });

  it('leaves out a device that does not know interrupt code that an image without descriptor names', () => {
    const release = { sections: true, isrCopies: true };
    expect(reasonOf({ understands: ['sections'] }, { release })).toBe('kind_unsupported');
    expect(reasonOf({ understands: ['sections', 'isr-copies'] }, { release })).toBeUndefined();
    expect(reasonOf({ understands: ['sections'] }, { release: { sections: true } })).toBeUndefined();
  });

  it('leaves out a device that does not name a chip that the release is for', () => {
    const release = { companions: ['radio', 'charger'] };
    expect(reasonOf({}, { release })).toBe('companion_unknown');
    expect(reasonOf({ companions: ['radio'] }, { release })).toBe('companion_unknown');
    expect(reasonOf({ companions: ['charger', 'radio', 'display'] }, { release })).toBeUndefined();
    expect(reasonOf({}, { release: {} })).toBeUndefined();
  });

  it('leaves every device out of a live swap back to a release with start values, and of no other order', () => {
    const release = { startValues: true };
    const back = { kind: 'revert', mode: 'live' } as const;
    const facts = { otherDigest: NEW.digest };
    expect(reasonOf(facts, { release, terms: back })).toBe('ram_layout_refused');
    expect(reasonOf({ ...facts, digest: undefined }, { release, terms: back })).toBe('ram_layout_refused');
    expect(reasonOf(facts, { release, terms: { ...back, mode: 'reset' } })).toBeUndefined();
    expect(reasonOf(facts, { release, terms: { mode: 'live' } })).toBeUndefined();
    expect(reasonOf(facts, { terms: back })).toBeUndefined();
  });

  describe('of a release with plans', () => {
    const release = { ramLayout: 2, planFor: [OLD.digest], sections: true };
    const understands = ['sections', 'plans'] as const;
    const from = (facts: object, order: object = {}) =>
      reasonOf({ understands, ...facts }, { release, running: running({ ramLayout: 1 }), ...order });

    it('allows a live swap from exactly the images that they are for, and leaves out all others', () => {
      expect(from({})).toBeUndefined();
      expect(from({}, { release: { ...release, planFor: ['e'.repeat(64)] } })).toBe('ram_layout_refused');
      expect(
        from({}, { release: { ...release, planFor: ['e'.repeat(64)] }, terms: { mode: 'reset' } }),
      ).toBeUndefined();
    });

    it('leaves out whoever does not say that it knows plans', () => {
      expect(from({ understands: ['sections'] })).toBe('kind_unsupported');
      expect(from({ understands: ['sections'] }, { terms: { mode: 'reset' } })).toBe('kind_unsupported');
    });

    it('leaves out whoever does not say that it can carry values, where they change places', () => {
      const carrying = { release: { ...release, planCarries: true } };
      expect(from({}, carrying)).toBe('kind_unsupported');
      expect(from({}, { ...carrying, terms: { mode: 'reset' } })).toBe('kind_unsupported');
      expect(from({ understands: [...understands, 'plan-carry'] }, carrying)).toBeUndefined();
    });

    it('leaves out whoever would have to carry one out at a swap back, or within one RAM layout', () => {
      const back = { kind: 'revert', mode: 'live' };
      expect(from({ otherDigest: NEW.digest }, { terms: back })).toBe('ram_layout_refused');
      expect(from({ otherDigest: NEW.digest }, { terms: { ...back, mode: 'reset' } })).toBeUndefined();
      expect(from({}, { running: running({ ramLayout: 2 }) })).toBe('ram_layout_refused');
    });

    it('counts where images have no descriptor, and not against a comparison', () => {
      const bare = { release: { ...release, ramLayout: undefined, undescribed: true }, running: running({}) };
      expect(from({}, bare)).toBeUndefined();
      expect(from({}, { ...bare, release: { ...bare.release, planFor: [] } })).toBe('ram_layout_refused');
      const notLive: NotLive = () => 'plan_differs';
      expect(from({}, { notLive })).toBe('ram_layout_refused');
      expect(from({}, { notLive: () => false })).toBeUndefined();
    });
  });

  it('compares swap sections at the same place, and leaves others to the device', () => {
    const release = { swapSection: SECTION };
    expect(reasonOf({}, { release, running: running({ swapSection: { ...SECTION, sha256: 'b'.repeat(64) } }) })).toBe(
      'swap_section_differs',
    );
    expect(reasonOf({}, { release, running: running({ swapSection: SECTION }) })).toBeUndefined();
    expect(
      reasonOf(
        {},
        { release, running: running({ swapSection: { ...SECTION, offset: 2048, sha256: 'b'.repeat(64) } }) },
      ),
    ).toBeUndefined();
    expect(reasonOf({}, { release, running: running({}) })).toBeUndefined();
    expect(
      reasonOf(
        { digest: 'e'.repeat(64) },
        { release, running: running({ swapSection: { ...SECTION, sha256: 'b'.repeat(64) } }) },
      ),
    ).toBeUndefined();
    expect(
      reasonOf(
        {},
        {
          release,
          terms: { mode: 'reset' },
          running: running({ swapSection: { ...SECTION, sha256: 'b'.repeat(64) } }),
        },
      ),
    ).toBeUndefined();
  });

  it('refuses a live swap of which something is known that only a reset does', () => {
    const notLive: NotLive = (from, to) => (from === OLD.digest && to === NEW.digest ? 'heap_moved' : undefined);
    const known = { release: { ramLayout: 1 }, running: running({ ramLayout: 1 }), notLive };
    expect(reasonOf({}, known)).toBe('ram_layout_refused');
    expect(reasonOf({ digest: 'e'.repeat(64) }, known)).toBeUndefined();
    expect(reasonOf({ digest: undefined }, known)).toBeUndefined();
    expect(reasonOf({}, { ...known, terms: { mode: 'reset' } })).toBeUndefined();
  });

  describe('of images without descriptor, by which a device could judge', () => {
    const bare = (ramLayout?: number) => ({ undescribed: true, ramLayout }) as const;
    const live = (
      release: object,
      own: object | undefined,
      notLive?: NotLive,
      digest: string | undefined = OLD.digest,
    ) =>
      reasonOf(
        { digest },
        { release, running: own === undefined ? new Map() : running(own), ...(notLive && { notLive }) },
      );
    const compared: NotLive = () => false;
    const REFUSED = 'ram_layout_refused';

    it('allows a live swap where both programs were compared, whatever they say', () => {
      expect(live(bare(), bare(), compared)).toBeUndefined();
      expect(live(bare(), bare())).toBe(REFUSED);
      expect(live(bare(), bare(), () => undefined)).toBe(REFUSED);
      expect(live(bare(), bare(), () => 'heap_moved')).toBe(REFUSED);
    });

    it('otherwise asks for the numbers of both: one that was forgotten is no promise', () => {
      expect(live(bare(1), bare(1))).toBeUndefined();
      expect(live(bare(2), bare(1))).toBe(REFUSED);
      expect(live(bare(), bare(1))).toBe(REFUSED);
      expect(live(bare(1), bare())).toBe(REFUSED);
      expect(live(bare(), { ramLayout: 1 })).toBe(REFUSED);
      expect(live({ ramLayout: 1 }, bare())).toBe(REFUSED);
    });

    it('brings none to a device of which is not known what it runs, and leaves images with descriptor to the device', () => {
      expect(live(bare(1), undefined)).toBe(REFUSED);
      expect(reasonOf({ digest: undefined }, { release: bare(1), running: running(bare(1)) })).toBe(REFUSED);
      expect(live({ ramLayout: undefined }, undefined)).toBeUndefined();
      expect(live({ ramLayout: undefined }, { ramLayout: undefined })).toBeUndefined();
    });
  });

  it('allows a live swap that keeps the RAM layout, brings run-once code, or whose layout is unknown', () => {
    expect(reasonOf({}, { release: { ramLayout: 2 }, running: running({ ramLayout: 1 }) })).toBe('ram_layout_refused');
    expect(reasonOf({}, { release: { ramLayout: 1 }, running: running({ ramLayout: 1 }) })).toBeUndefined();
    expect(
      reasonOf({}, { release: { ramLayout: 2, runOnce: true }, running: running({ ramLayout: 1 }) }),
    ).toBeUndefined();
    expect(reasonOf({}, { release: { ramLayout: undefined }, running: running({ ramLayout: 1 }) })).toBeUndefined();
    expect(reasonOf({}, { release: { ramLayout: 2 }, running: running({ ramLayout: undefined }) })).toBeUndefined();
    expect(
      reasonOf({}, { release: { ramLayout: 2 }, terms: { mode: 'reset' }, running: running({ ramLayout: 1 }) }),
    ).toBeUndefined();
  });

  it('excludes no device for an unknown fact: the less is known, the fewer are excluded', () => {
    const optional = [
      'openCampaign',
      'part',
      'reportedHardware',
      'counter',
      'digest',
      'dualBank',
      'bootsBank2',
    ] as const;
    const facts = fc.record({
      openCampaign: fc.option(fc.constant(3), { nil: undefined }),
      part: fc.constantFrom(...PART_NAMES),
      reportedHardware: fc.constantFrom('A', 'Z'),
      counter: fc.nat(4),
      digest: fc.constantFrom(OLD.digest, NEW.digest),
      dualBank: fc.boolean(),
      bootsBank2: fc.boolean(),
    });
    const terms = fc.record({
      mode: fc.constantFrom('live' as const, 'reset' as const),
      cipher: fc.constantFrom('none' as const, 'A128CTR' as const),
    });
    fc.assert(
      fc.property(facts, fc.subarray([...optional]), terms, (known, forgotten, given) => {
        const order = anOrder({
          terms: { ...aConfig().terms, ...given },
          running: running({ swapSection: { ...SECTION, sha256: 'b'.repeat(64) }, ramLayout: 9 }),
        });
        const less = { ...aFact(known), ...Object.fromEntries(forgotten.map((name) => [name, undefined])) };
        if (!exclusionOf(aFact(known), order)) expect(exclusionOf(less, order)).toBeUndefined();
      }),
    );
  });
});

describe('the reasons', () => {
  it('are codes of the registry, and on the page about campaigns', () => {
    const page = readFileSync(new URL('../../../docs/campaigns.md', import.meta.url), 'utf8');
    for (const reason of EXCLUSION_REASONS) {
      expect(FAULTS).toHaveProperty(reason);
      expect(page).toContain(`| \`${reason}\` | ${EXCLUSIONS[reason]} |`);
    }
  });
});
