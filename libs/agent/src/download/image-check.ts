import { checkSections, codeSection, planFrom, type Manifest, type SectionTable, type SwapPlan } from '@twinbank/image';
import {
  inspectImage,
  isrCopiesOf,
  planUponStack,
  stackArea,
  valueUponStack,
  type ImageDescriptor,
} from '@twinbank/inspect';
import { sha256, Sha256 } from '@twinbank/keys';
import { EccNmi, type Mcu } from '@twinbank/mcu';
import { equalBytes, isFault, type Fault } from '@twinbank/primitives';
import type { SwapMode } from '@twinbank/protocol';

import { Journal } from '../journal/journal.js';
import type { KnownManifest } from '../ticket/known-manifest.js';
import { journalMedium } from '../journal/nvm-layout.js';
import { checkIsrCopies } from '../swap/isr-places.js';
import { descriptorOf, PLAN_WITHIN_LAYOUT } from '../swap/swapper.js';
import type { Refusal } from '../ticket/ticket-check.js';

/** The new image of the other bank, before its first program unit is written. */
export interface NewImage {
  readonly known: KnownManifest;
  /** Its first program unit, which is not in flash yet. */
  readonly head: Uint8Array;
  readonly mode: SwapMode;
  /** Whether the firmware may bring an agent of its own, without Twinbank's descriptor. */
  readonly ownAgent: boolean | undefined;
  /** What the journal says of the image that runs, if its bytes fit. */
  readonly running?: { readonly digest: Uint8Array; readonly length: number } | undefined;
}

/**
 * Checks, before the first program unit is written, that the other bank together with this unit is the image of the
 * manifest, and that this part can run it. Undefined means yes.
 *
 * The SHA-256 covers the unit and what the flash reads back. If an image with this digest was seen before, it is enough
 * that the unit and the digest of the rest are the same.
 */
export function checkBeforeFinish(
  mcu: Mcu,
  { known, head, mode, ownAgent = false, running }: NewImage,
): Refusal | undefined {
  const { length, sha256: wanted } = codeSection(known.manifest);
  const bank = mcu.flash.otherBank;
  const rest = { offset: head.length, length: length - head.length };
  try {
    const tailDigest = mcu.flash.sha256Of(bank, rest);
    const tail = known.tails.get(head.length);
    if (!tail || !equalBytes(tail.head, head) || !equalBytes(tail.tailDigest, tailDigest)) {
      const whole = new Sha256()
        .update(head)
        .update(mcu.flash.readBank({ bank, offset: rest.offset }, rest.length))
        .digest();
      if (!equalBytes(whole, wanted))
        return {
          code: 'image_digest_mismatch',
          detail: 'the image in flash does not have the SHA-256 of the manifest',
        };
      known.tails.set(head.length, { head, tailDigest });
    }
  } catch (error) {
    if (error instanceof EccNmi) return { code: 'image_digest_mismatch', detail: error.message };
    throw error;
  }
  return (
    inspect(mcu, known, head) ??
    (ownAgent ? undefined : checkAgent(mcu, known)) ??
    (mode === 'live' ? checkLive(mcu, known, running) : undefined)
  );
}

/**
 * Reads back the whole image after its first program unit was written, and checks the CRC, as AN4767's menu item 4
 * does, and the SHA-256.
 */
export function checkWhole(
  mcu: Mcu,
  bank: 1 | 2,
  image: { readonly length: number; readonly crc32: number; readonly digest: Uint8Array },
): Refusal | undefined {
  const range = { offset: 0, length: image.length };
  try {
    if (mcu.flash.crcOf(bank, range) !== image.crc32)
      return { code: 'image_crc_mismatch', detail: 'the image read back does not have the CRC-32 of the manifest' };
    if (!equalBytes(mcu.flash.sha256Of(bank, range), image.digest))
      return { code: 'image_digest_mismatch', detail: 'the image read back does not have the SHA-256 of the manifest' };
  } catch (error) {
    if (error instanceof EccNmi) return { code: 'image_digest_mismatch', detail: error.message };
    throw error;
  }
  return undefined;
}

/** True if the bytes of a bank have the digest. */
export function bankHas(
  mcu: Mcu,
  bank: 1 | 2,
  image: { readonly length: number; readonly digest: Uint8Array },
): boolean {
  if (image.length > mcu.flash.bankBytes) return false;
  try {
    return equalBytes(mcu.flash.sha256Of(bank, { offset: 0, length: image.length }), image.digest);
  } catch (error) {
    if (error instanceof EccNmi) return false;
    throw error;
  }
}

/**
 * Whether a bank holds an image so well that it need not be written again: the bytes are right, and no unit needs ECC
 * to correct a bit. A cut can leave units that read correctly only thanks to ECC; one more wrong bit would make them
 * unreadable.
 */
export function bankHasSoundly(
  mcu: Mcu,
  bank: 1 | 2,
  image: { readonly length: number; readonly digest: Uint8Array },
): boolean {
  return bankHas(mcu, bank, image) && mcu.flash.correctedIn(bank, { offset: 0, length: image.length }) === 0;
}

/** Checks the vector table, the descriptor, and whether this chip's boot ROM accepts the stack pointer. */
function inspect(mcu: Mcu, known: KnownManifest, head: Uint8Array): Refusal | undefined {
  const { manifest } = known;
  const part = mcu.spec.name;
  let findings = known.findings.get(part);
  if (!findings) {
    const code = new Uint8Array(codeSection(manifest).length);
    code.set(head);
    code.set(
      mcu.flash.readBank({ bank: mcu.flash.otherBank, offset: head.length }, code.length - head.length),
      head.length,
    );
    const { version, counter } = manifest;
    findings = inspectImage(code, part, { version, counter });
    const contradiction = sectionsFault(manifest, code);
    if (contradiction) findings = { ...findings, faults: [...findings.faults, contradiction] };
    known.findings.set(part, findings);
  }
  const [fault] = findings.faults;
  if (fault) return { code: fault.code as Refusal['code'], detail: fault.detail };
  const { stackPointer } = findings.vectorTable!;
  const area = stackArea(part, stackPointer)!.name.replace(/ .*/, '');
  if (mcu.bootRom.stackAreas.some((name) => name === area)) return undefined;
  return {
    code: 'boot_rom_too_old',
    detail: `boot ROM ${mcu.bootRom.version} does not start an image whose stack is in ${area}`,
  };
}

/** Whether the table at the image's end, which the device will believe, names what the signed manifest names. */
function sectionsFault(manifest: Manifest, code: Uint8Array): Fault | undefined {
  try {
    checkSections(manifest, code);
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
  return undefined;
}

/**
 * Checks that the new image contains an agent, which must confirm it and take the next update. The descriptor is the
 * sign of it.
 */
function checkAgent(mcu: Mcu, known: KnownManifest): Refusal | undefined {
  if (known.findings.get(mcu.spec.name)!.descriptor) return undefined;
  return {
    code: 'image_without_agent',
    detail: 'the new image has no descriptor at 0x200, so nothing says that an update agent is in it',
  };
}

/**
 * Checks by the bytes of the new image whether it can be swapped in live. The manifest's word is not enough, because a
 * wrong live swap crashes the device.
 *
 * @param image what the journal says of the one that runs
 */
function checkLive(mcu: Mcu, known: KnownManifest, image: NewImage['running']): Refusal | undefined {
  const { activeBank, otherBank } = mcu.flash;
  const section = known.manifest.swapSection!;
  if (!equalBytes(mcu.flash.sha256Of(activeBank, section), mcu.flash.sha256Of(otherBank, section))) {
    return { code: 'swap_section_differs', detail: 'the swap section of the new image is not that of the running one' };
  }
  const { descriptor: next, table } = known.findings.get(mcu.spec.name)!;
  const plan = image && planFrom(known.manifest.plans, image.digest);
  const overwritten = table && stackOverwritten(mcu, table, plan);
  if (overwritten) return { code: overwritten.code as Refusal['code'], detail: overwritten.detail };
  const running = descriptorOf(mcu, activeBank);
  if (next && running) return checkLayouts(known, { running, next, plan });
  return checkIsrCopies(mcu, image, isrCopiesOf(next, table?.payloads));
}

/** Whether the new image finds its variables and its interrupt code in the RAM of the running one. */
function checkLayouts(
  { manifest }: KnownManifest,
  { running, next, plan }: { running: ImageDescriptor; next: ImageDescriptor; plan: SwapPlan | undefined },
): Refusal | undefined {
  if (ISR_PLACES.some((place) => next[place] !== running[place]))
    return { code: 'ram_layout_refused', detail: 'the new image has its interrupt code elsewhere in RAM' };
  if (next.ramLayoutVersion === running.ramLayoutVersion)
    return plan && { code: 'ram_layout_refused', detail: PLAN_WITHIN_LAYOUT };
  if (plan || next.runOnceEntry !== 0 || manifest.postUpdateEntry !== undefined) return undefined;
  return {
    code: 'ram_layout_refused',
    detail: `the new image has RAM layout ${next.ramLayoutVersion} and no run-once code; the running one has ${running.ramLayoutVersion}`,
  };
}

/** The first start value, or step of a plan, upon the stack of the running image: a live swap changes RAM while this stack is in use. */
function stackOverwritten(
  { flash, spec }: Mcu,
  { payloads }: SectionTable,
  plan: SwapPlan | undefined,
): Fault | undefined {
  const { bytes } = flash.tryRead({ bank: flash.activeBank, offset: 0 }, 4);
  const stackPointer = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const stack = { part: spec.name, stackPointer, whose: ' of the running image' };
  return valueUponStack(payloads, stack) ?? (plan && planUponStack(plan, stack));
}

/** Addresses of interrupt code that must be the same in both images. */
const ISR_PLACES = ['vectorTableA', 'vectorTableB', 'isrCopyA', 'isrCopyB'] as const;

/**
 * The check of AN4767's menu item 4. On parts with data EEPROM it compares the CRC that is stored there; on others it
 * only looks for an image (a stack pointer that points to RAM). {@link checkWhole} is the strong check.
 */
export function integrityAsInNote(mcu: Mcu, bank: 1 | 2): boolean {
  if (mcu.eeprom) {
    const record = new Journal(journalMedium(mcu)).bank(bank);
    return record !== undefined && mcu.flash.crcOf(bank, { offset: 0, length: record.length }) === record.crc32;
  }
  const { bytes, doubleErrors } = mcu.flash.tryRead({ bank, offset: 0 }, 8);
  const stackPointer = new DataView(bytes.buffer).getUint32(0, true);
  return doubleErrors.length === 0 && stackArea(mcu.spec.name, stackPointer) !== undefined;
}

/** True if a block that lies completely in the other bank has its digest. */
export function blockInFlash(mcu: Mcu, range: { offset: number; length: number }, digest: Uint8Array): boolean {
  const { bytes, corrected, doubleErrors } = mcu.flash.tryRead(
    { bank: mcu.flash.otherBank, offset: range.offset },
    range.length,
  );
  return corrected === 0 && doubleErrors.length === 0 && equalBytes(sha256(bytes), digest);
}
