import { sha256 } from '@twinbank/keys';
import { equalBytes, type Rng } from '@twinbank/primitives';

import type { McuClock } from '../core/clock.js';
import type { PageStore } from '../flash/page-store.js';
import type { Power } from '../power.js';

/** What a chip answers: `busy` while it still works on something; the same call is made again then. */
export type CompanionAnswer = 'done' | 'busy' | 'failed';

/** What a companion is, and how it can fail. */
export interface CompanionSpec {
  /** Its name in releases. */
  readonly target: string;
  /** Bytes of each of its two slots. */
  readonly slotBytes: number;
  /** How long it takes to erase a slot. Default: no time. */
  readonly eraseUs?: number;
  /** Bytes a second on the bus between the two chips. Default: no time passes. */
  readonly bytesPerSecond?: number;
}

/** What is in a slot: bytes as they were written, and the length and digest with which they were sealed. */
interface Slot {
  readonly bytes: Uint8Array;
  readonly seal: { readonly length: number; readonly sha256: Uint8Array } | undefined;
}

/** A companion at one moment. */
export interface CompanionState {
  readonly slots: readonly [Slot, Slot];
  readonly active: 0 | 1;
}

/** What a chip can be made to do wrong, for tests and simulated fleets. */
export type CompanionFlaw = 'silent' | 'refuses-writes' | 'loses-a-bit' | 'refuses-activation';

const EMPTY: Slot = { bytes: new Uint8Array(0), seal: undefined };

/**
 * Another chip on the board, with two slots for its own firmware: one runs, the other one can be written meanwhile. It shares the power
 * of the microcontroller, so each of its operations can be cut as well: a torn erase or write leaves the slot without a seal, and the
 * change of slots is one bit that has either changed or not. The running slot cannot be written.
 */
export class CompanionChip {
  /** What it does wrong from now on; undefined for nothing. */
  flaw: CompanionFlaw | undefined;
  private state: CompanionState = { slots: [EMPTY, EMPTY], active: 0 };
  private busyUntilUs = 0;

  constructor(
    private readonly spec: CompanionSpec,
    private readonly power: Power,
    private readonly clock: McuClock,
    private readonly store: PageStore,
  ) {}

  get target(): string {
    return this.spec.target;
  }

  get bytesMax(): number {
    return this.spec.slotBytes;
  }

  /** SHA-256 of what it runs, seen from outside and without power; undefined if that is not whole. */
  get runs(): Uint8Array | undefined {
    return wholeDigest(this.state.slots[this.state.active]);
  }

  /** SHA-256 of what each slot holds whole, by reading it; undefined if the chip does not answer. */
  look(): { readonly active?: Uint8Array; readonly spare?: Uint8Array } | undefined {
    this.power.demandOn();
    if (this.flaw === 'silent') return undefined;
    const [active, spare] = [this.state.active, this.spareIndex].map((index) => wholeDigest(this.state.slots[index]!));
    return { ...(active && { active }), ...(spare && { spare }) };
  }

  /** Erases the slot that does not run. Ask again while it is busy. */
  erase(): CompanionAnswer {
    if (!this.answers('refuses-writes')) return 'failed';
    if (this.busyUntilUs > this.clock.nowUs) return 'busy';
    if (this.busyUntilUs > 0) {
      this.busyUntilUs = 0;
      return 'done';
    }
    this.change('companion-erase', 'erase', EMPTY, torn(this.spare));
    if (!this.spec.eraseUs) return 'done';
    this.busyUntilUs = this.clock.nowUs + this.spec.eraseUs;
    return 'busy';
  }

  /** Writes bytes behind those that were written before. */
  write(offset: number, bytes: Uint8Array): CompanionAnswer {
    if (!this.answers('refuses-writes') || offset !== this.spare.bytes.length || this.spare.seal) return 'failed';
    if (offset + bytes.length > this.spec.slotBytes) return 'failed';
    this.spend(bytes.length);
    const written = new Uint8Array(offset + bytes.length);
    written.set(this.spare.bytes);
    written.set(bytes, offset);
    if (this.flaw === 'loses-a-bit' && offset === 0 && written.length > 0) written[0]! ^= 1;
    this.change(
      'companion-program',
      `${offset}+${bytes.length}`,
      { bytes: written, seal: undefined },
      torn(this.spare),
    );
    return 'done';
  }

  /** Checks what was written by its digest, as the chip reads it back, and marks it as whole. */
  seal(length: number, digest: Uint8Array): CompanionAnswer {
    if (!this.answers('refuses-writes')) return 'failed';
    if (this.spare.bytes.length !== length || !equalBytes(sha256(this.spare.bytes), digest)) return 'failed';
    const bytes = this.store.intern(this.spare.bytes);
    this.change('companion-program', 'seal', { bytes, seal: { length, sha256: digest.slice() } }, () => ({
      bytes,
      seal: undefined,
    }));
    return 'done';
  }

  /** Starts what the other slot holds, if that is whole. What ran before stays there. */
  activate(): CompanionAnswer {
    if (!this.answers('refuses-activation') || !wholeDigest(this.spare)) return 'failed';
    const flip = (): void => void (this.state = { ...this.state, active: this.spareIndex });
    this.power.operation('companion-activate', () => `${this.target} slot ${this.spareIndex}`, {
      apply: flip,
      tear: (rng) => void (rng.unit() < 0.5 && flip()),
    });
    return 'done';
  }

  /** Puts firmware into the running slot, as a factory does. Devices of one store share it. */
  install(bytes: Uint8Array): void {
    const slot = { bytes: this.store.intern(bytes), seal: { length: bytes.length, sha256: sha256(bytes) } };
    this.state = { slots: [slot, EMPTY], active: 0 };
  }

  save(): CompanionState {
    return this.state;
  }

  restore(state: CompanionState): void {
    this.state = state;
    this.busyUntilUs = 0;
  }

  /** The microcontroller was reset: what it had asked for last is forgotten. */
  reset(): void {
    this.busyUntilUs = 0;
  }

  private get spareIndex(): 0 | 1 {
    return this.state.active === 0 ? 1 : 0;
  }

  private get spare(): Slot {
    return this.state.slots[this.spareIndex];
  }

  private answers(unless: CompanionFlaw): boolean {
    this.power.demandOn();
    return this.flaw !== 'silent' && this.flaw !== unless;
  }

  private change(
    kind: 'companion-erase' | 'companion-program',
    what: string,
    to: Slot,
    tear: (rng: Rng) => Slot,
  ): void {
    const { spareIndex } = this;
    const put = (slot: Slot): void => {
      const { slots, active } = this.state;
      this.state = { slots: spareIndex === 0 ? [slot, slots[1]] : [slots[0], slot], active };
    };
    this.power.operation(kind, () => `${this.target} slot ${spareIndex} ${what}`, {
      apply: () => put(to),
      tear: (rng) => put(tear(rng)),
    });
  }

  private spend(bytes: number): void {
    const { bytesPerSecond } = this.spec;
    if (bytesPerSecond) this.clock.advanceUs((bytes * 1e6) / bytesPerSecond);
  }
}

/** The digest of a slot that was sealed and reads as it was; undefined for every other. */
const wholeDigest = ({ bytes, seal }: Slot): Uint8Array | undefined =>
  seal && bytes.length === seal.length && equalBytes(sha256(bytes), seal.sha256) ? seal.sha256 : undefined;

/** A torn operation leaves anything, and no seal. */
const torn =
  ({ bytes }: Slot) =>
  (rng: Rng): Slot => ({ bytes: rng.bytes(bytes.length), seal: undefined });
