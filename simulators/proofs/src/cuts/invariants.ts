import { deviceStatus } from '@twinbank/agent';
import { McuMisuse, type Mcu } from '@twinbank/mcu';
import { equalBytes } from '@twinbank/primitives';

import { dataKept } from '../scene/application-data.js';
import type { DeviceRun } from '../scene/device-run.js';
import { HARDWARE, PRODUCT } from '../scene/sample-image.js';
import type { Scene, SignedImage } from '../scene/scene.js';
import { Violation, type Invariant } from './violation.js';

type Bank = 1 | 2;

/** Operations that a recovery may take, for each of the uncut update; and some for its restarts. */
const OPERATIONS = { times: 6, more: 4000 } as const;

/** Watches over one scene: what must hold of a device that was cut, whenever it boots, and at the end. */
export class Invariants {
  /** Operations of the update when nothing cuts it; bounds what a recovery may take. */
  uncutOperations = Infinity;

  constructor(private readonly scene: Scene) {}

  /** Holds a device that is without power, or about to be reset, against what must be true at any moment. */
  atAnyMoment(mcu: Mcu): void {
    dataKept(mcu, this.scene.data);
    this.choiceValid(mcu, mcu.optionBytes.stored?.bfb2);
    for (const bank of [1, 2] as const) this.noHalfImage(mcu, bank);
  }

  /** Holds a device that has just booted against what must be true then. */
  atBoot(mcu: Mcu): void {
    const { lastBoot, optionBytes } = mcu;
    if (lastBoot?.booted === undefined) throw new Violation('boots', `nothing starts: ${JSON.stringify(lastBoot)}`);
    if (!this.imageIn(mcu, mcu.flash.activeBank)) throw new Violation('signed-image-runs', `bank ${mcu.flash.activeBank} runs, and it holds no signed image`);
    this.choiceValid(mcu, optionBytes.optverr ? undefined : optionBytes.bfb2);
  }

  /**
   * Holds a device whose program has started, and goes on, against the floor; gives the security counter for the next start.
   * A program that does nothing but load the stored option bytes does not count: a warm reset between the storing and the
   * loading starts the bank of before, for that long.
   */
  atStart(mcu: Mcu, counterBefore: number): number {
    const { counter } = deviceStatus(mcu, { product: PRODUCT, hardware: HARDWARE });
    if (counter < counterBefore) throw new Violation('counter-floor', `the security counter fell from ${counterBefore} to ${counter}`);
    const image = this.imageIn(mcu, mcu.flash.activeBank);
    if (image && image.counter < counter) throw new Violation('counter-floor', `image ${image.version} with counter ${image.counter} runs below the floor ${counter}`);
    return counter;
  }

  /** Holds a device at a standstill against what an update must have come to after so many cuts. */
  atRest(run: DeviceRun, cuts: number): void {
    const { mcu } = run;
    const reverts = cuts + (this.scene.spec.trial === 'fails' ? 1 : 0);
    if (!run.done) throw new Violation('completes', 'the device rests, and no order was done');
    if (run.order > reverts) throw new Violation('completes', `${run.order} orders came to nothing for ${cuts} cuts`);
    const { active, counter, confirmed } = run.agent.status();
    this.banksAtRest(mcu, active);
    if (counter !== this.scene.ordered.counter || !confirmed) throw new Violation('completes', `the security counter is ${counter}, confirmed: ${confirmed}`);
    const bfb2 = mcu.optionBytes.stored?.bfb2;
    if (bfb2 !== (active === 2 ? 1 : 0)) throw new Violation('completes', `BFB2 is stored as ${bfb2}, while bank ${active} runs`);
    this.atAnyMoment(mcu);
  }

  /** The ordered image runs; by policy, the other bank holds it too and bank 1 runs, or it holds the image of before. */
  private banksAtRest(mcu: Mcu, active: Bank): void {
    const { spec, ordered, before } = this.scene;
    if (this.imageIn(mcu, active) !== ordered) throw new Violation('completes', `bank ${active} runs, and it does not hold ${ordered.version}`);
    const other = this.imageIn(mcu, active === 1 ? 2 : 1);
    const mirrored = spec.policy === 'mirror';
    if (other !== (mirrored ? ordered : before)) throw new Violation('completes', `the other bank holds ${other?.version ?? 'no image'} under policy ${spec.policy}`);
    if (mirrored && active !== 1) throw new Violation('completes', 'bank 2 runs after a mirror');
  }

  /** Fails where a recovery took too long. */
  withinBounds(operations: number): void {
    const most = OPERATIONS.times * this.uncutOperations + OPERATIONS.more;
    if (operations > most) throw new Violation('bounded-operations', `${operations} operations; at most ${most} were expected`);
  }

  /** The signed image that a bank holds, whole and as it would be read. */
  imageIn(mcu: Mcu, bank: Bank): SignedImage | undefined {
    return this.scene.signed.find(({ code }) => {
      const { bytes, doubleErrors } = mcu.flash.tryRead({ bank, offset: 0 }, code.length);
      return doubleErrors.length === 0 && equalBytes(bytes, code);
    });
  }

  /** BFB2 never chooses a bank that is no signed image. */
  private choiceValid(mcu: Mcu, bfb2: 0 | 1 | undefined): void {
    if (bfb2 === undefined) return;
    const bank = bfb2 === 1 ? 2 : 1;
    if (!this.imageIn(mcu, bank)) throw new Violation('boot-choice-valid', `BFB2 = ${bfb2} while bank ${bank} holds no signed image`);
  }

  /**
   * A bank that the boot ROM would start is a signed image. The first page is left out: an operation on it that is torn can leave the
   * stack pointer beside damage, and no order of operations can prevent that.
   */
  private noHalfImage(mcu: Mcu, bank: Bank): void {
    const { flash } = mcu;
    const { bytes: head, doubleErrors } = flash.tryRead({ bank, offset: 0 }, 4);
    const stackPointer = new DataView(head.buffer).getUint32(0, true);
    if (doubleErrors.length > 0 || !mcu.sram.areaOf(stackPointer)) return;
    const offset = flash.spec.pageBytes;
    const whole = this.scene.signed.some(({ code }) => {
      const rest = flash.tryRead({ bank, offset }, code.length - offset);
      return rest.doubleErrors.length === 0 && equalBytes(rest.bytes, code.subarray(offset));
    });
    if (!whole) throw new Violation('no-half-image-in-sight', `bank ${bank} has a stack pointer for the boot ROM, and no whole image behind it`);
  }
}

/** What an error during a run means: a violation; or a misuse of the hardware, which is one. */
export function violationOf(error: unknown): { readonly invariant: Invariant; readonly detail: string } | undefined {
  if (error instanceof Violation) return error;
  if (error instanceof McuMisuse) return { invariant: 'hardware-used-rightly', detail: error.message };
  return undefined;
}
