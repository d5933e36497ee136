import { describe, expect, it } from '@jest/globals';
import { compareVersions } from '@twinbank/primitives';
import { aFact, anOrder } from '@twinbank/testkit/campaign-specimens';
import fc from 'fast-check';

import {
  exclusionOf,
  type DeviceFacts,
  type LiveFacts,
  type PathRelease,
  type ReleaseFacts,
  type UpdateOrder,
} from '../exclusion.js';
import { HOPS_MAX } from './hops.js';
import { ReleasePaths } from './release-paths.js';

const digestOf = (version: string): string => Buffer.from(version.padEnd(32)).toString('hex');
const release = (version: string, given: Partial<ReleaseFacts> = {}): PathRelease => ({
  version,
  facts: { ...anOrder({ release: { counter: 1, codeDigest: digestOf(version), ...given } }).release },
});
const device = (version: string, given: Partial<DeviceFacts> = {}): DeviceFacts =>
  aFact({ version, digest: digestOf(version), understands: ['upgrades-from'], ...given });
const running = (releases: readonly PathRelease[]): ReadonlyMap<string, LiveFacts> =>
  new Map(releases.map(({ facts }) => [facts.codeDigest, facts]));
const pathsTo = (version: string, releases: readonly PathRelease[], mode: 'live' | 'reset' = 'reset'): ReleasePaths => {
  const target = releases.find((one) => one.version === version)!;
  return new ReleasePaths({ target, releases, terms: anOrder({ terms: { mode } }).terms, running: running(releases) });
};

describe('the way of a device to a release', () => {
  const STONES = [
    release('1.0.0'),
    release('1.1.0'),
    release('1.2.0', { upgradesFrom: '1.1.0' }),
    release('2.0.0', { upgradesFrom: '1.1.0' }),
    release('3.0.0', { upgradesFrom: '2.0.0' }),
    release('3.1.0', { upgradesFrom: '3.0.0' }),
  ];

  it('is one update where nothing is against it, and none where the release runs', () => {
    expect(pathsTo('2.0.0', STONES).pathOf(device('1.1.0'))).toEqual({ hops: ['2.0.0'] });
    expect(pathsTo('2.0.0', STONES).pathOf(device('2.0.0'))).toEqual({ hops: [] });
  });

  it('goes by the versions that are needed first, by as few as can be', () => {
    expect(pathsTo('2.0.0', STONES).pathOf(device('1.0.0'))).toEqual({ hops: ['1.1.0', '2.0.0'] });
    expect(pathsTo('3.0.0', STONES).pathOf(device('1.0.0'))).toEqual({ hops: ['1.1.0', '2.0.0', '3.0.0'] });
    expect(pathsTo('3.1.0', STONES).pathOf(device('0.9.0'))).toEqual({ hops: ['1.1.0', '2.0.0', '3.0.0', '3.1.0'] });
    expect(pathsTo('3.0.0', STONES).pathOf(device('1.2.0'))).toEqual({ hops: ['2.0.0', '3.0.0'] });
  });

  it('does not go by a release that the device would refuse, and there may be none: then it is said why', () => {
    const onlyA = STONES.map((one) => (one.version === '1.1.0' ? release('1.1.0', { hardware: ['B'] }) : one));
    const why = {
      reason: 'version_too_old',
      detail: expect.stringContaining('1.1.0 and newer, the device runs 1.0.0'),
    };
    expect(pathsTo('2.0.0', onlyA).pathOf(device('1.0.0'))).toEqual({ why });
    expect(pathsTo('2.0.0', onlyA).pathOf(device('1.0.0', { hardware: 'B', reportedHardware: 'B' }))).toEqual({
      hops: ['1.1.0', '2.0.0'],
    });
    expect(pathsTo('2.0.0', STONES).pathOf(device('1.0.0', { hardware: 'C' }))).toMatchObject({
      why: { reason: 'hardware_mismatch' },
    });
    expect(pathsTo('2.0.0', STONES).pathOf(device('1.0.0', { counter: 2 }))).toMatchObject({
      why: { reason: 'counter_too_low' },
    });
    expect(pathsTo('2.0.0', STONES).pathOf(device('1.0.0', { understands: [] }))).toMatchObject({
      why: { reason: 'version_too_old' },
    });
  });

  it('never goes back, nor beyond the target; a step back is one update or none', () => {
    const releases = [release('1.0.0'), release('1.1.0', { counter: 2 }), release('2.0.0', { upgradesFrom: '1.0.5' })];
    expect(pathsTo('2.0.0', releases).pathOf(device('1.0.0'))).toMatchObject({ why: { reason: 'version_too_old' } });
    expect(pathsTo('1.0.0', releases).pathOf(device('2.0.0'))).toEqual({ hops: ['1.0.0'] });
  });

  it('does not go back on the way, even where that would lead there', () => {
    const releases = [
      release('1.1.0', { ramLayout: 2, runOnce: true, upgradesFrom: '1.0.5' }),
      release('1.2.0', { ramLayout: 1 }),
      release('2.0.0', { ramLayout: 2 }),
    ];
    const from = new Map([[digestOf('1.0.0'), { ramLayout: 1, runOnce: false }], ...running(releases)]);
    const { terms } = anOrder({ terms: { mode: 'live' } });
    const ways = new ReleasePaths({ target: releases[2]!, releases, terms, running: from });
    expect(ways.pathOf(device('1.0.0'))).toMatchObject({ why: { reason: 'ram_layout_refused' } });
  });

  it('can go around a RAM layout that cannot be swapped to at once', () => {
    const layouts = [
      release('1.0.0', { ramLayout: 1 }),
      release('1.1.0', { ramLayout: 2, runOnce: true }),
      release('2.0.0', { ramLayout: 2 }),
    ];
    expect(pathsTo('2.0.0', layouts, 'live').pathOf(device('1.0.0'))).toEqual({ hops: ['1.1.0', '2.0.0'] });
    expect(pathsTo('2.0.0', layouts, 'reset').pathOf(device('1.0.0'))).toEqual({ hops: ['2.0.0'] });
  });

  it('goes around a swap against which something is known of both programs', () => {
    const target = STONES[3]!;
    const order = { target, releases: STONES, terms: anOrder({ terms: { mode: 'live' } }).terms };
    const notLive = (from: string, to: string) =>
      from === digestOf('1.1.0') && to === digestOf('2.0.0') ? 'a variable was removed' : undefined;
    const ways = new ReleasePaths({ ...order, running: running(STONES), notLive });
    expect(ways.pathOf(device('1.1.0'))).toEqual({ hops: ['1.2.0', '2.0.0'] });
    expect(ways.pathOf(device('1.2.0'))).toEqual({ hops: ['2.0.0'] });
    expect(ways.pathOf(device('1.0.0'))).toEqual({ hops: ['1.1.0', '1.2.0', '2.0.0'] });
  });

  it('is not guessed for a device that never said what it runs', () => {
    const silent = { active: true, hardware: 'A', understands: ['upgrades-from'] } as const;
    expect(pathsTo('2.0.0', STONES).pathOf(silent)).toEqual({
      why: { reason: 'version_too_old', detail: expect.stringContaining('does not say what it runs') },
    });
    expect(pathsTo('1.1.0', STONES).pathOf(silent)).toEqual({ hops: ['1.1.0'] });
    expect(pathsTo('2.0.0', STONES).pathOf({ ...silent, counter: 2 })).toMatchObject({
      why: { reason: 'counter_too_low' },
    });
  });
});

describe('of any releases', () => {
  const VERSIONS = ['1.0.0', '1.1.0', '1.2.0-rc.1', '1.2.0', '2.0.0', '2.1.0', '3.0.0'];
  const older = (version: string): string[] =>
    ['0.5.0', ...VERSIONS].filter((one) => compareVersions(one, version) < 0);
  const facts = (version: string): fc.Arbitrary<PathRelease> =>
    fc
      .record({
        upgradesFrom: fc.option(fc.constantFrom(...older(version)), { nil: undefined }),
        counter: fc.integer({ min: 1, max: 3 }),
        hardware: fc.constantFrom(['A'], ['B'], ['A', 'B'], ['A', 'B'], ['A', 'B']),
        ramLayout: fc.constantFrom(1, 1, 2),
        runOnce: fc.boolean(),
        bytes: fc.constantFrom('a', 'a', 'a', 'b'),
      })
      .map(({ bytes, ...given }) =>
        release(version, { ...given, swapSection: { offset: 1024, length: 64, sha256: bytes.repeat(64) } }),
      );
  const someReleases = fc
    .subarray(VERSIONS, { minLength: 1 })
    .chain((versions) => fc.tuple(...versions.map((version) => facts(version))));
  const someDevice = fc.record({
    version: fc.constantFrom('0.5.0', ...VERSIONS),
    hardware: fc.constantFrom('A', 'B'),
    counter: fc.integer({ min: 0, max: 3 }),
  });
  const mode = fc.constantFrom('live' as const, 'reset' as const);

  /** Tries every row of newer and newer versions, walking each as a device would. */
  function fewestByTrial(
    from: DeviceFacts,
    target: PathRelease,
    releases: readonly PathRelease[],
    how: 'live' | 'reset',
  ) {
    const { terms } = anOrder({ terms: { mode: how } });
    const refused = (one: DeviceFacts, { facts: wanted }: PathRelease) =>
      exclusionOf(one, { release: wanted, terms, running: running(releases) });
    const walk = (at: DeviceFacts): number => {
      const direct = refused(at, target);
      if (direct === undefined) return 1;
      const further = releases
        .filter(
          ({ version }) => compareVersions(version, at.version!) > 0 && compareVersions(version, target.version) < 0,
        )
        .filter((stone) => refused(at, stone) === undefined)
        .map(({ version, facts: then }) => walk({ ...at, version, digest: then.codeDigest, counter: then.counter }));
      return 1 + Math.min(Infinity, ...further);
    };
    return walk(from);
  }

  it('the way has the fewest updates that there are, and no device would refuse one of them', () => {
    fc.assert(
      fc.property(someReleases, someDevice, mode, fc.nat(), (releases, { version, hardware, counter }, how, at) => {
        const target = releases[at % releases.length]!;
        const start = device(version, { hardware, reportedHardware: hardware, counter });
        const path = pathsTo(target.version, releases, how).pathOf(start);
        const fewest = fewestByTrial(start, target, releases, how);
        if (version === target.version) expect(path).toEqual({ hops: [] });
        else expect(path.hops?.length ?? Infinity).toBe(fewest);
        let state = start;
        for (const hop of path.hops ?? []) {
          const { facts: wanted } = releases.find((one) => one.version === hop)!;
          const order = { ...anOrder({ terms: { mode: how } }), release: wanted, running: running(releases) };
          expect(exclusionOf(state, order)).toBeUndefined();
          state = { ...state, version: hop, digest: wanted.codeDigest, counter: wanted.counter };
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('the way does not depend on their order', () => {
    fc.assert(
      fc.property(someReleases, someDevice, mode, (releases, { version, hardware }, how) => {
        const target = releases.at(-1)!.version;
        const start = device(version, { hardware, reportedHardware: hardware });
        const other = pathsTo(target, [...releases].reverse(), how).pathOf(start);
        expect(other).toEqual(pathsTo(target, releases, how).pathOf(start));
      }),
    );
  });
});

describe('a campaign over releases in between', () => {
  const stones = [
    release('1.0.0'),
    release('1.1.0', { upgradesFrom: '1.0.0' }),
    release('2.0.0', { upgradesFrom: '1.1.0' }),
  ];
  const [, , target] = stones;
  const order = (given: readonly PathRelease[] = stones): UpdateOrder => {
    const single = anOrder({ release: target!.facts, terms: { mode: 'reset' } });
    const paths = new ReleasePaths({ target: target!, releases: given, terms: single.terms, running: running(given) });
    return { ...single, ways: (device) => paths.over(device) };
  };
  const over = (one: DeviceFacts, given = order()): readonly string[] | undefined =>
    given.ways!(one)?.map(({ version }) => version);

  it('takes in a device that needs one, and no other that it would leave out', () => {
    const { ways, ...single } = order();
    expect(ways).toBeDefined();
    expect(exclusionOf(device('1.0.0'), single)?.reason).toBe('version_too_old');
    expect(exclusionOf(device('1.0.0'), order())).toBeUndefined();
    expect(exclusionOf(device('1.0.0', { active: false }), order())?.reason).toBe('device_inactive');
    expect(exclusionOf(device('1.0.0', { hardware: 'C' }), order())?.reason).toBe('hardware_mismatch');
    expect(exclusionOf(device('1.0.0', { openCampaign: 3 }), order())?.reason).toBe('device_in_campaign');
    expect(exclusionOf(device('2.0.0'), order())?.reason).toBe('already_installed');
    expect(exclusionOf(device('1.0.0', { understands: [] }), order())?.reason).toBe('version_too_old');
  });

  it('leaves it out once the release in between is gone', () => {
    expect(exclusionOf(device('1.0.0'), order([stones[0]!, target!]))?.reason).toBe('version_too_old');
  });

  it('says over which, and nothing where one update is enough or the device runs the release', () => {
    expect(over(device('1.0.0'))).toEqual(['1.1.0', '2.0.0']);
    expect([over(device('1.1.0')), over(device('2.0.0'))]).toEqual([undefined, undefined]);
  });

  it('finds the way of a device although one before it of the same kind is in another campaign or inactive', () => {
    const shared = order();
    expect(over(device('1.0.0', { openCampaign: 3 }), shared)).toBeUndefined();
    expect(over(device('1.0.0', { active: false }), shared)).toBeUndefined();
    expect(over(device('1.0.0'), shared)).toEqual(['1.1.0', '2.0.0']);
  });

  it('goes around a release in between whose boot ROM a device has not, and tells devices apart by theirs', () => {
    const needed = [
      release('1.1.0'),
      release('1.2.0', { bootRomMin: '13.5' }),
      release('2.0.0', { upgradesFrom: '1.1.0' }),
    ];
    const paths = pathsTo('2.0.0', needed);
    const having = (bootRom: string): DeviceFacts =>
      device('1.0.0', { bootRom, understands: ['upgrades-from', 'boot-rom'] });
    expect(paths.pathOf(having('13.5'))).toEqual({ hops: ['1.2.0', '2.0.0'] });
    expect(paths.pathOf(having('13.4'))).toEqual({ hops: ['1.1.0', '2.0.0'] });
    const last = pathsTo('1.2.0', needed).pathOf(having('13.4'));
    expect(last).toMatchObject({ why: { reason: 'boot_rom_below_minimum' } });
  });

  it('is looked for apart for devices that have other chips on their boards', () => {
    // The second update is for a chip: the first one alone tells nothing.
    const needed = [
      release('1.1.0'),
      release('2.0.0', { upgradesFrom: '1.1.0', companions: ['radio'] }),
      release('3.0.0', { upgradesFrom: '2.0.0' }),
    ];
    const paths = pathsTo('3.0.0', needed);
    expect(paths.over(device('1.0.0', { companions: ['radio'] }))).toHaveLength(3);
    expect(paths.over(device('1.0.0'))).toBeUndefined();
  });

  it('has a bounded number of them', () => {
    const chain = Array.from({ length: HOPS_MAX + 2 }, (_, index) =>
      release(`1.${index}.0`, index > 0 ? { upgradesFrom: `1.${index - 1}.0` } : {}),
    );
    const ways = pathsTo(`1.${HOPS_MAX + 1}.0`, chain);
    expect(ways.over(device('1.1.0'))).toHaveLength(HOPS_MAX);
    expect(ways.over(device('1.0.0'))).toBeUndefined();
    expect(ways.pathOf(device('1.0.0')).hops).toHaveLength(HOPS_MAX + 1);
  });

  it('goes over no release that is signed by a key that the device does not hold', () => {
    const sets = new Map([[1, { manifest: ['new'], ticket: ['t'] }]]);
    const signed = (manifest: string) => ({ manifest, ticket: 't', sets, newest: 1 });
    const by = (manifest: string) =>
      stones.map((one) => ({ ...one, signed: signed(one === stones[1] ? manifest : 'new') }));
    const overSigned = (manifest: string) => {
      const releases = by(manifest);
      const { terms } = order();
      return new ReleasePaths({ target: releases[2]!, releases, terms, running: running(releases) });
    };
    expect(overSigned('new').over(device('1.0.0', { keySet: 1 }))).toHaveLength(2);
    expect(overSigned('gone').over(device('1.0.0', { keySet: 1 }))).toBeUndefined();
  });
});
