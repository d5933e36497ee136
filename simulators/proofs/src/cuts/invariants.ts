import { deviceStatus, isFinal, journalledCounter, journalledJob, journalledKeySet } from '@twinbank/agent';
import { sha256 } from '@twinbank/keys';
import { Interruption, McuMisuse, type Mcu } from '@twinbank/mcu';
import { equalBytes, toHex, utf8 } from '@twinbank/primitives';
import { isBeforeSwap, type KeySet } from '@twinbank/protocol';

import { disposalKept, disposedInTheEnd, keysFitTheMark } from '../scene/disposal/disposal-facts.js';
import { disposalOf } from '../scene/disposal/key-pages.js';
import { dataKept } from '../scene/application-data.js';
import type { DeviceRun } from '../scene/device-run.js';
import type { Scene, SceneUpdate, SignedImage } from '../scene/scene-facts.js';
import { wordsFit } from '../scene/program/scene-plan.js';
import { chipsFit, chipsWhole } from '../scene/program/scene-companions.js';
import { sectionsFit } from '../scene/program/scene-sections.js';
import { carriesSections, isKeptFirst } from '../scene/scene-spec.js';
import { rankOf, type ScriptMemory } from '../scene/server-script.js';
import type { WatchedImages } from '../scene/silicon-watch.js';
import { Violation, type Invariant } from './violation.js';

type Bank = 1 | 2;

/** Most operations of a recovery: a multiple of those of the uncut update, and some more for its restarts. */
const OPERATIONS = { times: 6, more: 4000 } as const;

/** Checks of one scene: what must hold of a device that was cut, whenever it boots, and at the end. */
export class Invariants {
  /** Operations of the update without a cut; they bound what a recovery may take. */
  uncutOperations = Infinity;

  constructor(private readonly scene: Scene) {}

  /** What a watch needs to check the device between its operations. */
  get watched(): WatchedImages {
    const { isrCopies, isrAt, config } = this.scene;
    return { tasks: config.tasks!, isrCopies, isrAt, signed: (mcu, bank) => this.imageIn(mcu, bank) !== undefined };
  }

  /** Checks what must be true at any moment, on a device without power or just before a reset. */
  atAnyMoment(mcu: Mcu): void {
    dataKept(mcu, this.scene.data);
    chipsWhole(mcu, this.scene.signed);
    this.choiceValid(mcu, mcu.optionBytes.stored?.bfb2);
    this.choiceAboveFloor(mcu);
    for (const bank of [1, 2] as const) this.noHalfImage(mcu, bank);
    if (this.scene.spec.story === 'goes-back') this.bothImagesKept(mcu, 'going-back-is-a-swap');
    if (isKeptFirst(this.scene.spec.story)) this.keptUntilAsked(mcu);
    if (this.scene.keySets) this.keySetWhole(mcu);
    if (this.scene.disposal) keysFitTheMark(this.scene.disposal.pages, mcu);
  }

  /** The device holds the keys of its factory, or one of the sets that its roots have signed, as it was signed. */
  private keySetWhole(mcu: Mcu): void {
    const held = journalledKeySet(mcu);
    const set = this.scene.keySets!.sets.find(({ version }) => version === held?.version);
    const keys = (of: Pick<KeySet, 'keys'> | undefined): string =>
      JSON.stringify(of?.keys.map(({ x, uses }) => [toHex(x), uses]));
    const isWhole = !held || (set && keys(held) === keys(set) && held.rootThreshold === set.rootThreshold);
    if (!isWhole || (held && !toHex(sha256(utf8(set!.product))).startsWith(toHex(held.productMark))))
      throw new Violation('key-set-kept', `the device holds a key set ${held.version} that was never signed`);
  }

  /** A swap back writes nothing into a bank, so both images are whole at any moment. */
  private bothImagesKept(mcu: Mcu, invariant: Invariant): void {
    const { before, ordered } = this.scene.updates[0]!;
    const held = ([1, 2] as const).map((bank) => this.imageIn(mcu, bank));
    if (!held.includes(before) || !held.includes(ordered))
      throw new Violation(invariant, 'one of the two images is no longer whole');
  }

  /**
   * A job for the download only, or one whose application does not choose in time, never comes to a swap, and the image before stays what a power-on starts. The swap that is
   * asked for later writes nothing into a bank before it is over.
   */
  private keptUntilAsked(mcu: Mcu): void {
    const job = journalledJob(mcu);
    const { before } = this.scene.updates[0]!;
    const isFirst = this.scene.updates[0]!.orders.messages.some((message) => message.job === job?.job);
    if (job && !isFirst) {
      if (this.scene.spec.policy === 'keep-previous' || isBeforeSwap(job.stage))
        this.bothImagesKept(mcu, 'kept-until-asked');
      return;
    }
    const last = this.scene.spec.story === 'chosen' ? 'waiting' : 'checked';
    if (job && rankOf(job.stage) > rankOf(last) && !isFinal(job.stage))
      throw new Violation('kept-until-asked', `the job asks for no swap, and is at ${job.stage}`);
    if (mcu.optionBytes.stored?.bfb2 === 1 || this.imageIn(mcu, 1) !== before)
      throw new Violation('kept-until-asked', `${before.version} is no longer what a power-on starts`);
  }

  /** Checks what must be true of a device that has just booted. */
  atBoot(mcu: Mcu): void {
    const { lastBoot, optionBytes } = mcu;
    if (lastBoot?.booted === undefined) throw new Violation('boots', `nothing starts: ${JSON.stringify(lastBoot)}`);
    if (!this.imageIn(mcu, mcu.flash.activeBank))
      throw new Violation('signed-image-runs', `bank ${mcu.flash.activeBank} runs, and it holds no signed image`);
    this.choiceValid(mcu, optionBytes.optverr ? undefined : optionBytes.bfb2);
  }

  /**
   * Checks that the running image is not below the security counter, once the program has started and continues;
   * returns the counter for the next start. A program that only loads the stored option bytes does not count: a warm
   * reset between storing and loading them starts the bank of before, for that time.
   */
  atStart(mcu: Mcu, counterBefore: number): number {
    if (carriesSections(this.scene.spec.story)) sectionsFit(mcu, this.scene.signed);
    if (isBeforeSwap(journalledJob(mcu)?.stage ?? '')) chipsFit(mcu, this.scene.signed, 'before the swap');
    if (this.scene.spec.story === 'plan') wordsFit(mcu, this.scene.signed);
    const counter = journalledCounter(mcu);
    if (counter < counterBefore)
      throw new Violation('counter-floor', `the security counter fell from ${counterBefore} to ${counter}`);
    const image = this.imageIn(mcu, mcu.flash.activeBank);
    if (image && image.counter < counter)
      throw new Violation(
        'counter-floor',
        `image ${image.version} with counter ${image.counter} runs below the floor ${counter}`,
      );
    return counter;
  }

  /** Checks that a device that has just booted has forgotten nothing of what it told the server. */
  remembersWhatItTold(mcu: Mcu, script: ScriptMemory): void {
    const { toldJob, toldRank, toldKeySet } = script;
    if (this.scene.keySets) this.keySetNoOlder(mcu, toldKeySet);
    if (this.scene.disposal) disposalKept(this.scene.disposal.pages, mcu, script);
    if (disposalOf(mcu) === 'forgotten') return;
    const job = journalledJob(mcu);
    if (toldJob > (job?.job ?? 0))
      throw new Violation(
        'told-is-kept',
        `the device told of job ${toldJob}, and its journal of ${job?.job ?? 'none'}`,
      );
    if (job?.job === toldJob && rankOf(job.stage) < toldRank)
      throw new Violation('told-is-kept', `job ${toldJob} is back at ${job.stage}, and was further by its reports`);
  }

  private keySetNoOlder(mcu: Mcu, told: number): void {
    const version = journalledKeySet(mcu)?.version ?? 0;
    if (version < told)
      throw new Violation('key-set-kept', `the device told of the key set ${told}, and holds ${version}`);
  }

  private storyAtRest(mcu: Mcu): void {
    const { spec, signed } = this.scene;
    if (carriesSections(spec.story)) sectionsFit(mcu, signed);
    chipsFit(mcu, signed, 'at rest');
    if (spec.story === 'plan') wordsFit(mcu, signed);
    if (isKeptFirst(spec.story)) this.keptUntilAsked(mcu);
  }

  /** Checks what an update must have led to, on a device at a standstill after so many cuts. */
  atRest(run: DeviceRun, cuts: number): void {
    const { mcu, server } = run;
    this.storyAtRest(mcu);
    if (this.scene.disposal) return this.disposedAtRest(run);
    this.ordersAtRest(run, cuts);
    const { active, confirmed } = run.agent.status();
    const { before, ordered } = server.update;
    const { downloadOnly = false } = server.update;
    this.runningAtRest(mcu, active, server.gaveUp || downloadOnly ? before : ordered);
    this.saysWhatItHolds(run);
    const [unanswered] = run.unanswered;
    if (unanswered !== undefined)
      throw new Violation('tickets-answered', `the device rests, and has not answered the ticket of job ${unanswered}`);
    const { keySets } = this.scene;
    if (keySets && journalledKeySet(mcu)?.version !== keySets.sets.length)
      throw new Violation('key-set-kept', 'the device rests, and does not hold the last key set');
    if (!confirmed) throw new Violation('completes', 'the device rests, and its image is not confirmed');
    if (server.memory.done) this.otherBankAtRest(mcu, active, server.update);
    for (const bank of [1, 2] as const) this.soundAtRest(mcu, bank);
    this.atAnyMoment(mcu);
  }

  /** The device has said that it takes the order, and rests until that is acknowledged; then its keys are gone, and the image that ran runs on. */
  private disposedAtRest(run: DeviceRun): void {
    const { mcu, server, ended } = run;
    disposedInTheEnd(this.scene.disposal!.pages, mcu, { disposal: server.memory.disposal, ended });
    const active = mcu.flash.activeBank;
    const running = this.imageIn(mcu, active);
    if (!running) throw new Violation('signed-image-runs', `bank ${active} runs, and it holds no signed image`);
    this.runningAtRest(mcu, active, running);
    this.saysWhatItHolds(run);
    const [unanswered] = run.unanswered;
    if (unanswered !== undefined)
      throw new Violation('tickets-answered', `the device rests, and has not answered the ticket of job ${unanswered}`);
    for (const bank of [1, 2] as const) this.soundAtRest(mcu, bank);
    this.atAnyMoment(mcu);
  }

  /** At rest, the agent reports exactly what another agent would find in the device's memory. */
  private saysWhatItHolds({ agent, mcu, scene }: DeviceRun): void {
    const said = JSON.stringify(agent.status());
    const held = JSON.stringify(deviceStatus(mcu, { ...scene.config, companions: mcu.companions }));
    if (said !== held) throw new Violation('told-is-kept', `the device says ${said}, and its memory holds ${held}`);
    const stage = journalledJob(mcu)?.stage;
    if (stage && !isFinal(stage))
      throw new Violation('told-is-kept', `the device rests, and its journal is at ${stage}`);
  }

  /** An order was done, if one can be. No more orders failed than there were cuts and failing trials. */
  private ordersAtRest({ server }: DeviceRun, cuts: number): void {
    const { order, done, failures } = server.memory;
    if (!done && !server.gaveUp) throw new Violation('completes', 'the device rests, and no order was done');
    const reverts = cuts + failures + (this.scene.spec.trial === 'passes' ? 0 : 1);
    if (order > reverts || (failures > cuts && !server.gaveUp))
      throw new Violation('completes', `${order} orders came to nothing for ${cuts} cuts`);
  }

  /** The right image runs; the security counter and BFB2 match it. */
  private runningAtRest(mcu: Mcu, active: Bank, running: SignedImage): void {
    const counter = journalledCounter(mcu);
    if (this.imageIn(mcu, active) !== running)
      throw new Violation('completes', `bank ${active} runs, and it does not hold ${running.version}`);
    if (counter !== running.counter)
      throw new Violation('completes', `the security counter is ${counter}, and ${running.version} runs`);
    const bfb2 = mcu.optionBytes.stored?.bfb2;
    if (bfb2 !== (active === 2 ? 1 : 0))
      throw new Violation('completes', `BFB2 is stored as ${bfb2}, while bank ${active} runs`);
  }

  /**
   * Depending on the policy, the other bank holds the ordered image too and bank 1 runs, or it holds the previous
   * image. After a download only it holds the ordered one.
   */
  private otherBankAtRest(mcu: Mcu, active: Bank, { ordered, before, downloadOnly = false }: SceneUpdate): void {
    const mirrored = this.scene.spec.policy === 'mirror' && !downloadOnly;
    const other = this.imageIn(mcu, active === 1 ? 2 : 1);
    if (other !== (mirrored || downloadOnly ? ordered : before))
      throw new Violation(
        'completes',
        `the other bank holds ${other?.version ?? 'no image'} under policy ${this.scene.spec.policy}`,
      );
    if (mirrored && active !== 1) throw new Violation('completes', 'bank 2 runs after a mirror');
  }

  /**
   * At rest no bank holds the first unit of an image without the rest, and no image has units that read correctly only
   * thanks to ECC.
   */
  private soundAtRest(mcu: Mcu, bank: Bank): void {
    const { flash } = mcu;
    const image = this.imageIn(mcu, bank);
    const tired = this.scene.spec.story === 'tired' ? 1 : 0;
    if (image && flash.tryRead({ bank, offset: 0 }, image.code.length).corrected > tired) {
      throw new Violation(
        'completes',
        `the image in bank ${bank} has units that read well only because ECC puts them right`,
      );
    }
    const { bytes, doubleErrors } = flash.tryRead({ bank, offset: 0 }, flash.spec.programUnits[0].bytes);
    if (!image && (doubleErrors.length > 0 || bytes.some((byte) => byte !== flash.spec.erasedValue))) {
      throw new Violation('no-half-image-in-sight', `bank ${bank} holds no image, and its first unit is not erased`);
    }
  }

  /** Fails if a recovery took too many operations. */
  withinBounds(operations: number): void {
    const most = OPERATIONS.times * this.uncutOperations + OPERATIONS.more;
    if (operations > most)
      throw new Violation('bounded-operations', `${operations} operations; at most ${most} were expected`);
  }

  /** The signed image that a bank holds completely, as a read returns it. */
  imageIn(mcu: Mcu, bank: Bank): SignedImage | undefined {
    return this.scene.signed.find(({ code }) => {
      const { bytes, doubleErrors } = mcu.flash.tryRead({ bank, offset: 0 }, code.length);
      return doubleErrors.length === 0 && equalBytes(bytes, code);
    });
  }

  /**
   * What a power-on would start is not below the security counter. A torn choice means the forced one: bank 2 if it can
   * start.
   */
  private choiceAboveFloor(mcu: Mcu): void {
    const { stored } = mcu.optionBytes;
    const bank = (stored?.bfb2 ?? 1) === 1 && this.imageIn(mcu, 2) ? 2 : 1;
    const image = this.imageIn(mcu, bank);
    const counter = journalledCounter(mcu);
    if (image && image.counter < counter)
      throw new Violation(
        'counter-floor',
        `a power-on would start ${image.version}, below the security counter ${counter}`,
      );
  }

  /** BFB2 never selects a bank without a signed image. */
  private choiceValid(mcu: Mcu, bfb2: 0 | 1 | undefined): void {
    if (bfb2 === undefined) return;
    const bank = bfb2 === 1 ? 2 : 1;
    if (!this.imageIn(mcu, bank))
      throw new Violation('boot-choice-valid', `BFB2 = ${bfb2} while bank ${bank} holds no signed image`);
  }

  /**
   * A bank that the boot ROM would start holds a signed image. The first page is not checked: a torn operation on it
   * can leave the stack pointer next to damaged data, and no order of operations can prevent that.
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
    if (!whole)
      throw new Violation(
        'no-half-image-in-sight',
        `bank ${bank} has a stack pointer for the boot ROM, and no whole image behind it`,
      );
  }
}

/** What an error during a run means. A violation is one; so are a misuse of the hardware and a program that ends. */
export function violationOf(error: unknown): { readonly invariant: Invariant; readonly detail: string } | undefined {
  if (error instanceof Violation) return error;
  if (error instanceof McuMisuse) return { invariant: 'hardware-used-rightly', detail: error.message };
  if (error instanceof Interruption || !(error instanceof Error)) return undefined;
  return { invariant: 'program-goes-on', detail: `${error.name}: ${error.message}` };
}
