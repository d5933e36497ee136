import {
  deriveDeviceRoot,
  deriveReceiptKey,
  GENERATION_MAX,
  isReceiptMac,
  masterOf,
  type KeyRing,
} from '@twinbank/keys';
import { fromHex, isFault } from '@twinbank/primitives';
import {
  decodeReceipt,
  FieldReader,
  NAME,
  NAME_LENGTH_MAX,
  RECEIPT_BYTES_MAX,
  RECEIPT_MAC_BYTES,
} from '@twinbank/protocol';

/** Action of the entry with which a receipt stands in the audit log. */
export const RECEIPT_KEPT = 'receipt_kept';

/** What the receipts in a log amount to. */
export interface ReceiptsProof {
  /** Receipts that the server found to hold. */
  readonly proven: number;
  /** Receipts that it found not to hold. */
  readonly unproven: number;
  /** Of the proven ones: how many MACs were computed again, and are right. */
  readonly checked: number;
  /** Entries whose receipt is not what the entry says, or not made with the device's key. */
  readonly wrong: readonly number[];
}

/**
 * Reads the receipts in the entries of a proved chain. Without the key ring it finds only receipts that say something
 * else than their entry: a MAC is symmetric, so it can be checked by nobody but those who could have made it.
 *
 * @param ring the server's key ring, if the MACs are to be checked
 */
export class ReceiptsInLog {
  private proven = 0;
  private unproven = 0;
  private checked = 0;
  private readonly wrong: number[] = [];

  constructor(private readonly ring?: KeyRing) {}

  /** Reads the next entry of the log; entries that are not about a receipt are ignored. */
  entry(entry: Readonly<Record<string, unknown>>): void {
    if (entry['action'] !== RECEIPT_KEPT) return;
    if (entry['outcome'] === 'refused') {
      this.unproven++;
      return;
    }
    this.proven++;
    const holds = this.holds(entry['after']);
    if (holds === false) this.wrong.push(Number(entry['sequence']));
    else if (holds === true) this.checked++;
  }

  /** What was found so far. */
  result(): ReceiptsProof {
    const { proven, unproven, checked, wrong } = this;
    return { proven, unproven, checked, wrong };
  }

  /** Undefined if its MAC cannot be checked, because the epoch's master key is not there. */
  private holds(after: unknown): boolean | undefined {
    try {
      const fields = new FieldReader((after ?? {}) as Record<string, unknown>);
      const name = (field: string): string => fields.text(field, NAME_LENGTH_MAX, NAME);
      const [deviceId, product, epoch] = [name('device'), name('product'), fields.whole('keyEpoch', 1, 0x7fffffff)];
      // Entries from before devices could be re-keyed name no generation.
      const generation = fields.optional('keyGeneration', (field) => fields.whole(field, 0, GENERATION_MAX)) ?? 0;
      const whole = fromHex(fields.text('receipt', 2 * RECEIPT_BYTES_MAX)) ?? new Uint8Array(0);
      const [bytes, mac] = [whole.subarray(0, -RECEIPT_MAC_BYTES), whole.subarray(-RECEIPT_MAC_BYTES)];
      const { device, job, transfer } = decodeReceipt(bytes);
      if (device !== deviceId || job !== fields.whole('job', 1, 0x7fffffff)) return false;
      if (transfer !== fields.whole('transfer', 1, 0x7fffffff)) return false;
      const master = this.ring && masterOf(this.ring, epoch);
      if (!master) return undefined;
      const root = deriveDeviceRoot({ master: master.secret, product, deviceId, generation });
      return isReceiptMac(deriveReceiptKey(root), bytes, mac);
    } catch (error) {
      if (isFault(error)) return false;
      throw error;
    }
  }
}
