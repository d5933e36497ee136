import type { Mcu } from '@twinbank/mcu';
import { bootRomVersion } from '@twinbank/parts';
import { toHex } from '@twinbank/primitives';
import { TICKET_SKILLS, type BankReport, type DeviceStatus, type TicketSkill } from '@twinbank/protocol';

import { Companions } from './companions/companion-goals.js';
import type { CompanionPort } from './companions/companion-port.js';
import { bankHas } from './download/image-check.js';
import { Journal, type JobRecord } from './journal/journal.js';
import type { HeldKeys } from './journal/key-set-words.js';
import type { DisposalRecord } from './journal/disposal-words.js';
import { journalMedium } from './journal/nvm-layout.js';
import type { JobStage } from './stage-table.js';
import { BankSections } from './sections/bank-sections.js';
import { keySetFor } from './trust/key-set-of-product.js';

/** What a device is, from its configuration. */
export interface DeviceIdentity {
  readonly product: string;
  readonly hardware: string;
  /** Present if the device takes key sets. */
  readonly rootKeys?: unknown;
  /** Present if the device can be ordered to forget its keys. */
  readonly forgetRoot?: unknown;
  /** The other chips on its board. */
  readonly companions?: readonly CompanionPort[];
}

/** Stages in which the agent fills the target bank. */
const FILLING: readonly JobStage[] = ['accepted', 'downloading'];
/** Stages in which an image that is not confirmed yet may run. */
const TRIAL: readonly JobStage[] = ['swapping', 'swapped', 'reverting'];

/**
 * What the banks hold. A record of the journal counts only if the bytes of the bank have its digest. The result is
 * remembered until somebody reports a change of the bank.
 */
export class BankView {
  private readonly known: [boolean | undefined, boolean | undefined] = [undefined, undefined];

  constructor(
    private readonly mcu: Mcu,
    private readonly journal: Journal,
  ) {}

  /** Call this after a write to the bank, or after a change of its record. */
  changed(bank: 1 | 2): void {
    this.known[bank - 1] = undefined;
  }

  /** Whether the bank holds what the journal records for it. */
  holdsRecord(bank: 1 | 2): boolean {
    const record = this.journal.bank(bank);
    if (!record) return false;
    return (this.known[bank - 1] ??= bankHas(this.mcu, bank, record));
  }

  /** What the bank holds, for a report. */
  report(bank: 1 | 2, job: JobRecord | undefined): BankReport {
    const record = this.journal.bank(bank);
    if (record && this.holdsRecord(bank))
      return { bank, state: 'valid', version: record.version, digest: toHex(record.digest) };
    if (job?.target === bank && FILLING.includes(job.stage)) return { bank, state: 'partial' };
    const { flash } = this.mcu;
    const { bytes, doubleErrors } = flash.tryRead({ bank, offset: 0 }, flash.spec.programUnits[0].bytes);
    const erased = doubleErrors.length === 0 && bytes.every((byte) => byte === flash.spec.erasedValue);
    return { bank, state: !erased ? 'invalid' : record ? 'partial' : 'empty' };
  }
}

/** The state of a device as its agent reports it. */
export function statusOf(
  mcu: Mcu,
  identity: DeviceIdentity,
  { journal, banks, companions }: { journal: Journal; banks: BankView; companions: Companions },
): DeviceStatus {
  const chips = companions.report();
  const job = journal.job();
  const active = mcu.flash.activeBank;
  return {
    product: identity.product,
    part: mcu.spec.name,
    hardware: identity.hardware,
    banks: [banks.report(1, job), banks.report(2, job)],
    active,
    fbMode: mcu.syscfg.fbMode,
    bfb2: (mcu.optionBytes.stored ?? mcu.optionBytes.values).bfb2,
    confirmed: !(job && job.target === active && TRIAL.includes(job.stage)),
    counter: journal.counter,
    reset: mcu.lastBoot?.cause ?? 'power-on',
    ...(!mcu.flash.dualBank && { dualBank: false }),
    ...(!mcu.bootRom.bootsBank2 && { bootsBank2: false }),
    bootRom: bootRomVersion(mcu.bootRom.id),
    ...(journal.sequence > 0 && { ticketSequence: journal.sequence }),
    ...keySetStatus(identity, journal, mcu),
    ...(chips.length > 0 && { companions: chips }),
  };
}

/**
 * A device that was given root keys says so, and which key set it holds; not in single-bank mode, in which it can keep none. The same holds for
 * one that can erase its keys.
 */
function keySetStatus(
  { product, rootKeys, forgetRoot }: DeviceIdentity,
  journal: Journal,
  { flash }: Mcu,
): Pick<DeviceStatus, 'understands' | 'keySet'> {
  const held = keySetFor(journal, product);
  const lacking: TicketSkill[] = forgetRoot && flash.dualBank ? [] : ['disposal'];
  if (!flash.dualBank || (!rootKeys && !held)) return { understands: skillsWithout('key-sets', ...lacking) };
  return { understands: skillsWithout(...lacking), keySet: held?.version ?? 0 };
}

const skillsWithout = (...lacking: TicketSkill[]): TicketSkill[] =>
  TICKET_SKILLS.filter((skill) => !lacking.includes(skill));

/**
 * The state of a device without a running agent, from its memory alone.
 *
 * @example
 * ```ts
 * import { deviceStatus } from '@twinbank/agent';
 * import { Mcu } from '@twinbank/mcu';
 *
 * const mcu = new Mcu({ part: 'STM32G484' });
 * mcu.powerOn();
 * const { active, banks, counter } = deviceStatus(mcu, { product: 'motor-g4', hardware: 'A' });
 * console.log(active, banks[1].state, counter); // 1 empty 0
 * ```
 */
export function deviceStatus(mcu: Mcu, identity: DeviceIdentity): DeviceStatus {
  const journal = new Journal(journalMedium(mcu));
  const sections = new BankSections(mcu, journal);
  const companions = new Companions({ mcu, journal, sections, ports: identity.companions });
  return statusOf(mcu, identity, { journal, banks: new BankView(mcu, journal), companions });
}

/** The last job in the device's journal; undefined if there is none. */
export function journalledJob(mcu: Mcu): JobRecord | undefined {
  return new Journal(journalMedium(mcu)).job();
}

/** The key set in the device's journal, of whichever product; undefined if none was ever taken. */
export function journalledKeySet(mcu: Mcu): HeldKeys | undefined {
  return new Journal(journalMedium(mcu)).keySet();
}

/** What the device's journal says of the end of its life; undefined if that was not ordered. */
export function journalledDisposal(mcu: Mcu): DisposalRecord | undefined {
  return new Journal(journalMedium(mcu)).disposal();
}

/** The security counter in the device's journal. */
export function journalledCounter(mcu: Mcu): number {
  return new Journal(journalMedium(mcu)).counter;
}

/** The bytes of a physical bank, for byte-for-byte checks. Default length: that of the recorded image. */
export function bankImage(mcu: Mcu, bank: 1 | 2, length?: number): Uint8Array {
  const journal = new Journal(journalMedium(mcu));
  return mcu.flash.tryRead({ bank, offset: 0 }, length ?? journal.bank(bank)?.length ?? mcu.flash.bankBytes).bytes;
}
