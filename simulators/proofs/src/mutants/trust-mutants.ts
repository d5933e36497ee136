import type { Mutant } from './mutant.js';

const TRUST = 'libs/agent/src/trust/trust.ts';
const WORDS = 'libs/agent/src/journal/key-set-words.ts';
const VERIFIED = 'libs/keys/src/key-set/verify-key-set.ts';
const KEY_SETS = 'live/none/bank1/fails/fixed/usual/key-sets';

/** Whose signatures a device takes, and what it keeps of them. */
export const TRUST_MUTANTS: readonly Mutant[] = [
  {
    name: 'older-key-set-taken',
    file: VERIFIED,
    from: 'if (set.version <= held.version)',
    to: 'if (set.version === held.version)',
    means: 'a key set that is older than the one that holds is taken again',
    net: KEY_SETS,
  },
  {
    name: 'key-set-unsigned-by-held',
    file: VERIFIED,
    from: "enough(signers, held.roots, 'that hold');",
    to: '',
    means: 'a key set need not be signed by the roots that hold',
    net: KEY_SETS,
  },
  {
    name: 'roots-of-factory-kept',
    file: TRUST,
    from: 'roots: rootKeysOf(held),',
    to: 'roots: rootKeys,',
    means: 'the roots of the factory go on to hold after a key set that names others',
    net: KEY_SETS,
  },
  {
    name: 'key-set-in-force-at-start-only',
    file: TRUST,
    from: "this.now = this.inForce(this.held());\n      return 'taken';",
    to: "return 'taken';",
    means: 'a key set is in the journal, and holds from the next start on',
    net: KEY_SETS,
  },
  {
    name: 'threshold-of-roots-lost',
    file: WORDS,
    from: '(uses | (rootThreshold << THRESHOLD_SHIFT)) >>> 0',
    to: 'uses >>> 0',
    means: 'the journal does not keep how many roots have to sign',
    net: KEY_SETS,
  },
];
