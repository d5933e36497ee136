import {
  keyIdOfJws,
  keySetKeys,
  readKeySetDocument,
  rootKeysOf,
  TrustedKeys,
  verifyKeySet,
  type RootKeys,
} from '@twinbank/keys';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes, fromBase64Url, isFault } from '@twinbank/primitives';
import {
  faultOf,
  isBeforeSwap,
  readFault,
  type KeySet,
  type KeySetRefusal,
  type SignedKeySet,
} from '@twinbank/protocol';

import type { AgentConfig } from '../agent-config.js';
import type { Journal, JobRecord } from '../journal/journal.js';
import { KEY_MARK_BYTES, type HeldKeys } from '../journal/key-set-words.js';
import type { Refusal } from '../ticket/ticket-check.js';
import { keySetFor, productMark } from './key-set-of-product.js';

type TrustConfig = Pick<AgentConfig, 'product' | 'manifestKeys' | 'ticketKeys' | 'rootKeys'>;

/** The keys in force, as they are asked for. */
interface InForce {
  readonly version: number;
  readonly manifestKeys: TrustedKeys;
  readonly ticketKeys: TrustedKeys;
  readonly roots: RootKeys | undefined;
}

/**
 * Whose signatures the device takes: the keys of the last key set in the journal, or those of the factory as long as there was
 * none. A set replaces all of them. One that was taken for another product counts as none: the device was made one of this product since, and
 * the factory wrote the keys for it.
 */
export class Trust {
  private now: InForce;

  constructor(
    private readonly config: TrustConfig,
    private readonly journal: Pick<Journal, 'keySet' | 'keepKeySet'>,
    private readonly flash: Pick<Mcu['flash'], 'dualBank'>,
  ) {
    this.now = this.inForce(this.held());
  }

  /** Who may sign releases. */
  get manifestKeys(): TrustedKeys {
    return this.now.manifestKeys;
  }

  /** Who may sign tickets. */
  get ticketKeys(): TrustedKeys {
    return this.now.ticketKeys;
  }

  /**
   * Takes a key set if it may follow the one that holds: it is checked as a whole, then written to the journal in one change. The
   * set that the device holds, when it comes again, is nothing new; another one of its version is refused. In single-bank mode there is no other bank to keep a journal in, so
   * no set is taken.
   *
   * @param unixMs the time; 0 for a device without a clock
   * @returns a refusal; `taken`; or `held` if it changes nothing
   */
  take(signed: SignedKeySet, unixMs: number): 'taken' | 'held' | KeySetRefusal {
    const { version, roots } = this.now;
    if (!roots) return 'held';
    let named: number | undefined;
    try {
      const read = readKeySetDocument(signed);
      named = read.version;
      if (this.isHeld(read)) return 'held';
      if (!this.flash.dualBank) throw faultOf('single_bank_mode');
      const held = { product: this.config.product, version, roots };
      const set = verifyKeySet(signed, held, unixMs === 0 ? undefined : unixMs);
      this.journal.keepKeySet({ ...set, productMark: productMark(set.product) });
      this.now = this.inForce(this.held());
      return 'taken';
    } catch (error) {
      if (!isFault(error)) throw error;
      return { ...(named !== undefined && { version: named }), fault: readFault(error.code) };
    }
  }

  /**
   * Why an open job cannot go on; undefined if it can: the key that signed its release is still trusted, or the banks were swapped.
   */
  forbids(open: Pick<JobRecord, 'stage' | 'manifestKey'> | undefined): Refusal | undefined {
    const signer = open && isBeforeSwap(open.stage) ? open.manifestKey : undefined;
    if (!signer || this.manifestKeys.kids.some((kid) => equalBytes(keyMark(kid), signer))) return undefined;
    return { code: 'key_revoked', detail: 'the key that signed the release is not trusted any more' };
  }

  /** What the journal keeps of who signed a manifest; undefined if no key set can take the key away. */
  markOf(signer: string): Uint8Array | undefined {
    return this.now.roots && keyMark(signer);
  }

  /** Whether a document is signed by a key that the factory trusted and a key set took away. */
  isRevoked(compact: string, of: 'manifestKeys' | 'ticketKeys'): boolean {
    const kid = keyIdOfJws(compact);
    return kid !== undefined && !this.now[of].get(kid) && this.config[of].get(kid) !== undefined;
  }

  /** Whether this is the set in the journal, by all that the journal keeps. */
  private isHeld({ product, version, rootThreshold, keys }: KeySet): boolean {
    const held = this.held();
    return (
      held?.version === version &&
      product === this.config.product &&
      rootThreshold === held.rootThreshold &&
      keys.length === held.keys.length &&
      keys.every(({ x, uses }, i) => equalBytes(x, held.keys[i]!.x) && uses.join() === held.keys[i]!.uses.join())
    );
  }

  private held(): HeldKeys | undefined {
    return keySetFor(this.journal, this.config.product);
  }

  private inForce(held: HeldKeys | undefined): InForce {
    const { manifestKeys, ticketKeys, rootKeys } = this.config;
    if (!held) return { version: 0, manifestKeys, ticketKeys, roots: rootKeys };
    return {
      version: held.version,
      manifestKeys: new TrustedKeys(keySetKeys(held, 'manifest')),
      ticketKeys: new TrustedKeys(keySetKeys(held, 'ticket')),
      roots: rootKeysOf(held),
    };
  }
}

/** The beginning of a key's id: enough to tell keys apart that were trusted. */
const keyMark = (kid: string): Uint8Array => (fromBase64Url(kid) ?? new Uint8Array(0)).slice(0, KEY_MARK_BYTES);
