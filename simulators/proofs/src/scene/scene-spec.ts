import { type Cipher, CIPHERS, PART_NAMES, type PartName, PARTS } from '@twinbank/parts';
import { FINISH_POLICIES, SWAP_MODES, type FinishPolicy, type SwapMode } from '@twinbank/protocol';

import { DEFECTS, type Defect } from '../defects/defect.js';

/** One update of which every operation is cut: which device, in which state, with which ticket, and with which end. */
export interface SceneSpec {
  readonly part: PartName;
  readonly policy: FinishPolicy;
  readonly mode: SwapMode;
  readonly cipher: Cipher;
  /** The bank that runs at the start. */
  readonly from: 1 | 2;
  /**
   * What happens to the new image at its first trial: it passes the self-test, fails it, or crashes as soon as it runs.
   * If it does not pass, the old image runs again, and the device is offered the release again.
   */
  readonly trial: 'passes' | 'fails' | 'crashes';
  /** Whether the application keeps changing records in its data store: EEPROM emulation in the other bank. */
  readonly data: 'fixed' | 'store';
  /**
   * Size of the banks. Usual banks are reduced so that every operation can be tried; small ones are for pairs of cuts;
   * full ones are the part's own.
   */
  readonly size: 'usual' | 'small' | 'full';
  /** What else happens to the device. Default: nothing. */
  readonly story?: Story | undefined;
  /** What the agent does wrong on purpose, in a negative control. */
  readonly defect?: Defect | undefined;
}

/**
 * What can happen to a device besides cuts. `hostile`: tickets that the device must refuse, before, during and after
 * the update, and a line that spoils every block once. `reversed`: the blocks of a want come in reverse order.
 * `in-a-row`: two updates, and a warm reset and a power cycle at rest after each. `relaid`: the new image keeps its
 * variables at other addresses. `decays`: whenever the power fails before the swap, a unit of the other bank loses its
 * content. `worn`: the first unit of the other bank does not keep what is programmed. `tired`: in each bank one unit
 * always has a wrong bit, which ECC corrects. `deaf-rom`: the boot ROM does not start bank 2. `goes-back`: the ticket asks
 * for a swap back to the image that the other bank kept. `download-first`: a ticket for the download only, then one that
 * has the image swapped to. `postponed`: the application puts the swap off for as long as the ticket lets it.
 * `chosen`: the image waits for the application to choose it; at first it does not in its time, then it does.
 * `sections`: the images carry a configuration, start values and interrupt code for RAM behind their program.
 * `bare`: the same with images without descriptor, which name their interrupt code by these sections alone.
 * `plan`: each image has its variables elsewhere, and a plan for the image before it.
 * `companions`: they carry, besides, what two other chips on the board are to run.
 * `key-sets`: before the order, key sets replace the keys that the device trusts, and once more during the trial.
 * `disposal`: during the trial, or while blocks come, the device is ordered to forget its keys.
 */
export const STORIES = [
  'hostile',
  'reversed',
  'in-a-row',
  'relaid',
  'decays',
  'worn',
  'tired',
  'deaf-rom',
  'goes-back',
  'download-first',
  'postponed',
  'chosen',
  'key-sets',
  'disposal',
  'sections',
  'bare',
  'plan',
  'companions',
] as const;

export type Story = (typeof STORIES)[number];

/** Whether the images of a story carry sections behind their program. */
export const carriesSections = (story: Story | undefined): boolean =>
  story === 'sections' || story === 'bare' || story === 'companions';

/** Whether the image of a story is only kept by its first order, and swapped to by a second one. */
export const isKeptFirst = (story: Story | undefined): boolean => story === 'download-first' || story === 'chosen';

/** Whether something in a story waits for the device's clock. */
export const waitsForClock = (story: Story | undefined): boolean => story === 'postponed' || story === 'chosen';

const STARTS = ['bank1', 'bank2'] as const;
const TRIALS = ['passes', 'fails', 'crashes'] as const;
const DATA = ['fixed', 'store'] as const;
const SIZES = ['usual', 'small', 'full'] as const;

/** The scene as one word, to name it on a command line. */
export function nameOfScene({ part, policy, mode, cipher, from, trial, data, size, story, defect }: SceneSpec): string {
  return [
    part,
    policy,
    mode,
    cipher,
    `bank${from}`,
    trial,
    data,
    size,
    ...(story ? [story] : []),
    ...(defect ? [defect] : []),
  ].join('/');
}

/**
 * Reads what {@link nameOfScene} wrote.
 *
 * @throws RangeError for anything else
 */
export function parseSceneName(name: string): SceneSpec {
  const [part, policy, mode, cipher, start, trial, data, size, ...further] = name.split('/');
  const story = STORIES.find((one) => one === further[0]);
  const [defect, ...more] = story ? further.slice(1) : further;
  if (more.length > 0) throw new RangeError(`${name} is no scene`);
  return {
    part: one(PART_NAMES, part),
    policy: one(FINISH_POLICIES, policy),
    mode: one(SWAP_MODES, mode),
    cipher: one(CIPHERS, cipher),
    from: one(STARTS, start) === 'bank1' ? 1 : 2,
    trial: one(TRIALS, trial),
    data: one(DATA, data),
    size: one(SIZES, size),
    ...(story && { story }),
    ...(defect !== undefined && { defect: one(DEFECTS, defect) }),
  };
}

/** Which scenes to make: every combination of the values that are not restricted. */
export interface SceneChoice {
  readonly parts?: readonly PartName[] | undefined;
  readonly policies?: readonly FinishPolicy[] | undefined;
  readonly modes?: readonly SwapMode[] | undefined;
  readonly size: SceneSpec['size'];
}

/** Parts that represent their family when more varies than families, policies, modes, ciphers and data. */
const FAMILY_PARTS: readonly PartName[] = ['STM32L073', 'STM32L476', 'STM32G474'];

/**
 * All scenes of a choice: each part unencrypted, and encrypted with its strongest cipher if it has one; each policy and
 * mode; with and without a data store. One part of each family also starts from bank 2, has an image that fails its
 * first trial or crashes, and goes through every story.
 */
export function scenesOf({
  parts = PART_NAMES,
  policies = FINISH_POLICIES,
  modes = SWAP_MODES,
  size,
}: SceneChoice): SceneSpec[] {
  let scenes: SceneSpec[] = parts.flatMap((part) =>
    [...new Set<Cipher>([PARTS[part].ciphers[0] ?? 'none', 'none'])].map((cipher): SceneSpec => ({
      part,
      cipher,
      policy: 'mirror',
      mode: 'live',
      from: 1,
      trial: 'passes',
      data: 'fixed',
      size,
    })),
  );
  const vary = <K extends keyof SceneSpec>(key: K, valuesOf: (part: PartName) => readonly SceneSpec[K][]): void => {
    scenes = scenes.flatMap((scene) => valuesOf(scene.part).map((value) => ({ ...scene, [key]: value })));
  };
  const ofFamily =
    <T>(all: readonly [T, ...T[]]) =>
    (part: PartName): readonly T[] =>
      FAMILY_PARTS.includes(part) ? all : [all[0]];
  vary('policy', () => policies);
  vary('mode', () => modes);
  vary('data', () => DATA);
  vary('from', ofFamily([1, 2]));
  vary('trial', ofFamily(['passes', 'fails']));
  return [...scenes, ...storyScenes({ parts, policies, modes, size })];
}

/** Rare cases, on one part of each family: crashes at the trial, and the stories. */
function storyScenes({
  parts,
  policies,
  modes,
  size,
}: { readonly [K in keyof SceneChoice]-?: NonNullable<SceneChoice[K]> }): SceneSpec[] {
  const turns: (Pick<SceneSpec, 'trial' | 'story'> & {
    readonly from?: 2;
    readonly only?: Partial<Pick<SceneSpec, 'policy' | 'mode'>>;
  })[] = [
    { trial: 'crashes' },
    { trial: 'passes', story: 'hostile' },
    { trial: 'passes', story: 'reversed', from: 2 },
    { trial: 'passes', story: 'in-a-row' },
    { trial: 'passes', story: 'relaid', only: { mode: 'live' } },
    { trial: 'fails', story: 'relaid', only: { mode: 'live' } },
    { trial: 'passes', story: 'decays' },
    { trial: 'passes', story: 'worn' },
    { trial: 'passes', story: 'tired', only: { policy: 'mirror' } },
    { trial: 'passes', story: 'deaf-rom', only: { policy: 'mirror' } },
    { trial: 'passes', story: 'goes-back', from: 2, only: { policy: 'keep-previous' } },
    { trial: 'fails', story: 'goes-back', from: 2, only: { policy: 'keep-previous' } },
    { trial: 'passes', story: 'download-first' },
    { trial: 'fails', story: 'download-first' },
    { trial: 'passes', story: 'postponed' },
    { trial: 'passes', story: 'chosen' },
    { trial: 'fails', story: 'chosen' },
    { trial: 'passes', story: 'key-sets' },
    { trial: 'fails', story: 'key-sets' },
    { trial: 'passes', story: 'disposal' },
    { trial: 'fails', story: 'disposal' },
    { trial: 'passes', story: 'sections' },
    { trial: 'fails', story: 'sections' },
    { trial: 'passes', story: 'bare', only: { mode: 'live' } },
    { trial: 'fails', story: 'bare', only: { mode: 'live' } },
    { trial: 'passes', story: 'plan' },
    { trial: 'fails', story: 'plan' },
    { trial: 'passes', story: 'companions' },
    { trial: 'fails', story: 'companions' },
  ];
  return FAMILY_PARTS.filter((part) => parts.includes(part)).flatMap((part) =>
    policies.flatMap((policy) =>
      modes.flatMap((mode) =>
        turns
          .filter(({ only }) => (only?.policy ?? policy) === policy && (only?.mode ?? mode) === mode)
          .map(({ trial, story, from }): SceneSpec => ({
            part,
            policy,
            mode,
            cipher: 'none',
            from: from ?? 1,
            trial,
            data: 'fixed',
            size,
            ...(story && { story }),
          })),
      ),
    ),
  );
}

/**
 * Returns the text if it is one of the values.
 *
 * @throws RangeError for another text
 */
export function one<T extends string>(values: readonly T[], text: string | undefined): T {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new RangeError(`${text ?? 'nothing'} is none of ${values.join(', ')}`);
  return found;
}
