import { CIPHERS, FINISH_POLICIES, isPartName, PART_NAMES, PARTS, SWAP_MODES, type Cipher, type FinishPolicy, type PartName, type SwapMode } from '@twinbank/protocol';

/** One update whose every operation is cut: which device, in which state, by which ticket, with which end. */
export interface SceneSpec {
  readonly part: PartName;
  readonly policy: FinishPolicy;
  readonly mode: SwapMode;
  readonly cipher: Cipher;
  /** The bank that runs at the beginning. */
  readonly from: 1 | 2;
  /** What the self-test of the new image says at the first try: where it fails, the device reverts, and is offered the release again. */
  readonly trial: 'passes' | 'fails';
}

/** The scene as one word, to name it on a command line. */
export function nameOfScene({ part, policy, mode, cipher, from, trial }: SceneSpec): string {
  return [part, policy, mode, cipher, `bank${from}`, trial].join('/');
}

/**
 * Reads what {@link nameOfScene} wrote.
 *
 * @throws RangeError for anything else
 */
export function parseSceneName(name: string): SceneSpec {
  const [part, policy, mode, cipher, bank, trial, ...more] = name.split('/');
  const spec = {
    part: one(PART_NAMES, part),
    policy: one(FINISH_POLICIES, policy),
    mode: one(SWAP_MODES, mode),
    cipher: one(CIPHERS, cipher),
    from: one(['bank1', 'bank2'] as const, bank) === 'bank1' ? 1 : 2,
    trial: one(['passes', 'fails'] as const, trial),
  } as const;
  if (more.length > 0 || !isPartName(spec.part)) throw new RangeError(`${name} is no scene`);
  return spec;
}

/** What scenes to make; every combination of what is not narrowed down. */
export interface SceneChoice {
  readonly parts?: readonly PartName[];
  readonly policies?: readonly FinishPolicy[];
  readonly modes?: readonly SwapMode[];
}

/** All scenes of a choice: each part encrypted with its strongest cipher, where it has one, and not at all. */
export function scenesOf({ parts = PART_NAMES, policies = FINISH_POLICIES, modes = SWAP_MODES }: SceneChoice): SceneSpec[] {
  const scenes: SceneSpec[] = [];
  for (const part of parts) {
    for (const cipher of new Set<Cipher>([PARTS[part].ciphers[0] ?? 'none', 'none'])) {
      for (const policy of policies) {
        for (const mode of modes) {
          for (const from of [1, 2] as const) for (const trial of ['passes', 'fails'] as const) scenes.push({ part, policy, mode, cipher, from, trial });
        }
      }
    }
  }
  return scenes;
}

function one<T extends string>(values: readonly T[], text: string | undefined): T {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new RangeError(`${text ?? 'nothing'} is none of ${values.join(', ')}`);
  return found;
}
