import {
  BankSections,
  BootChoice,
  Companions,
  Journal,
  journalMedium,
  RamPlan,
  RamValues,
  UpdateAgent,
  type AgentConfig,
  type AgentEffect,
  type AgentEvent,
  type CompanionGoal,
  type DisposalRecord,
  type JobRecord,
  type NvmMedium,
  type NvmUnit,
  type ReplaceableCollaborators,
} from '@twinbank/agent';
import type { SwapPlan } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';

import type { Defect } from './defect.js';

type Bank = 1 | 2;

/** Collaborators of an agent that are broken on purpose, by defect. */
const BROKEN_COLLABORATORS: Partial<Record<Defect, (mcu: Mcu) => ReplaceableCollaborators>> = {
  'counter-before-confirm': (mcu) => ({ journal: new HastyJournal(journalMedium(mcu)) }),
  'journal-rewrites-unit': (mcu) => ({ journal: new Journal(new RewritingMedium(journalMedium(mcu))) }),
  'stage-told-unwritten': (mcu) => ({ journal: new OmittingJournal(journalMedium(mcu)) }),
  'refusal-forgotten': (mcu) => ({ journal: new ForgetfulJournal(journalMedium(mcu)) }),
  'receipt-unwritten': (mcu) => ({ journal: new EndlessJournal(journalMedium(mcu)) }),
  'receipt-of-ticket': (mcu) => ({ journal: new ConfusedJournal(journalMedium(mcu)) }),
  'receipt-without-banks': (mcu) => ({ journal: new BlindJournal(journalMedium(mcu)) }),
  'back-by-download': (mcu) => ({ journal: new PreparingJournal(journalMedium(mcu), mcu) }),
  'download-forgotten': (mcu) => ({ journal: new SwappingJournal(journalMedium(mcu)) }),
  'wish-forgotten': (mcu) => ({ journal: new HurriedJournal(journalMedium(mcu)) }),
  'choice-forgotten': (mcu) => ({ journal: new ChoosingJournal(journalMedium(mcu)) }),
  'choice-without-end': (mcu) => ({ journal: new PatientJournal(journalMedium(mcu)) }),
  'key-set-unwritten': (mcu) => ({ journal: new ForgettingKeys(journalMedium(mcu)) }),
  'key-set-in-halves': (mcu) => ({ journal: new HalvingKeys(journalMedium(mcu)) }),
  'key-set-goes-back': (mcu) => ({ journal: new ReturningKeys(journalMedium(mcu)) }),
  'disposal-unwritten': (mcu) => ({ journal: new ForgettingOrder(journalMedium(mcu)) }),
  'disposal-unacknowledged': (mcu) => ({ journal: new HastyDisposal(journalMedium(mcu)) }),
  'disposal-keys-first': (mcu) => ({ journal: new KeysFirst(journalMedium(mcu)) }),
  'disposal-mark-forgotten': (mcu) => ({ journal: new WhollyForgetting(journalMedium(mcu)) }),
  'launch-forgotten': (mcu) => ({ boot: new TrustingBootChoice(mcu) }),
  'plan-after-code': (mcu) => ({ plans: new LatePlans(mcu) }),
  'plan-in-reverse': (mcu) => ({ plans: new ReversedPlans(mcu) }),
  'plan-carried-late': (mcu) => ({ plans: new EmptyHanded(mcu) }),
  'companion-undo-forgotten': (mcu) => ({ companions: new ForgettingChips(chipsOf(mcu)) }),
  'companion-after-confirm': (mcu) => ({ companions: new LateChips(chipsOf(mcu)) }),
  'values-after-code': (mcu) => ({ values: new LateValues(mcu, sectionsOf(mcu)) }),
};

/** The agent that devices in the field run. If the defect is in one of its collaborators, that one is replaced. */
export function agentOf(mcu: Mcu, config: AgentConfig, defect: Defect | undefined): UpdateAgent {
  if (defect === 'values-at-reset') return new InitialisingAgent(mcu, config);
  return new UpdateAgent(mcu, config, defect && BROKEN_COLLABORATORS[defect]?.(mcu));
}

const sectionsOf = (mcu: Mcu): BankSections => new BankSections(mcu, new Journal(journalMedium(mcu)));

const chipsOf = (mcu: Mcu): ConstructorParameters<typeof Companions>[0] => {
  const journal = new Journal(journalMedium(mcu));
  return { mcu, journal, sections: new BankSections(mcu, journal), ports: mcu.companions };
};

/** Leaves the other chips as they are when the old image is back. */
class ForgettingChips extends Companions {
  override toFit(): CompanionGoal[] {
    return [];
  }
}

/** Starts what the image brings the other chips when that is confirmed, and not before its self-test. */
class LateChips extends Companions {
  override afterSwap(): CompanionGoal[] {
    return [];
  }
}

/** Copies start values when the clock goes back to what it was, which is after run-once code. */
class LateValues extends RamValues {
  constructor(
    private readonly device: Mcu,
    sections: BankSections,
  ) {
    super(device, sections);
  }

  override copyFrom(bank: Bank): void {
    const { clock } = this.device;
    const setHclk = clock.setHclk.bind(clock);
    clock.setHclk = (hz) => {
      clock.setHclk = setHclk;
      super.copyFrom(bank);
      setHclk(hz);
    };
  }
}

/** The real one, on what is in the device's memory now. */
class OwnPlans extends RamPlan {
  constructor(protected readonly device: Mcu) {
    const journal = new Journal(journalMedium(device));
    super(device, sectionsOf(device), { holdsRecord: () => true }, journal);
  }
}

/** Carries plans out when the clock goes back to what it was, which is after the new image has looked for its variables. */
class LatePlans extends OwnPlans {
  override run(plan: SwapPlan): void {
    const { clock } = this.device;
    const setHclk = clock.setHclk.bind(clock);
    clock.setHclk = (hz) => {
      clock.setHclk = setHclk;
      super.run(plan);
      setHclk(hz);
    };
  }
}

/** Takes the order of the steps for a matter of taste. */
class ReversedPlans extends OwnPlans {
  override run({ from, steps }: SwapPlan): void {
    super.run({ from, steps: [...steps].reverse() });
  }
}

/** Reads what is carried when its turn comes: something else is in its place by then. */
class EmptyHanded extends OwnPlans {
  override run({ from, steps }: SwapPlan): void {
    super.run({ from, steps: steps.map((step) => (step.do === 'carry' ? { ...step, do: 'move' } : step)) });
  }
}

/** Takes start values for what start-up code has forgotten, and copies them at every start. */
class InitialisingAgent extends UpdateAgent {
  constructor(
    private readonly device: Mcu,
    config: AgentConfig,
  ) {
    super(device, config);
  }

  override handle(event: AgentEvent): AgentEffect[] {
    const effects = super.handle(event);
    if (event.type === 'start')
      new RamValues(this.device, sectionsOf(this.device)).copyFrom(this.device.flash.activeBank);
    return effects;
  }
}

/** Raises the security counter as soon as the new image runs, instead of when it is confirmed. */
class HastyJournal extends Journal {
  override enter(...change: Parameters<Journal['enter']>): JobRecord {
    const job = super.enter(...change);
    if (job.stage === 'swapped') this.raiseCounter(this.bank(job.target)!.counter);
    return job;
  }
}

/** Tells the server that blocks are coming, and does not write it: the blocks themselves show it well enough. */
class OmittingJournal extends Journal {
  override enter(...change: Parameters<Journal['enter']>): JobRecord {
    const [job, stage] = change;
    return stage === 'downloading' ? { ...job, stage } : super.enter(...change);
  }
}

/** Keeps the sequence of a refused ticket, but that it was refused only until the next start. */
class ForgetfulJournal extends Journal {
  private refused: JobRecord | undefined;

  override begin(...[job, ...more]: Parameters<Journal['begin']>): void {
    this.refused = job.stage === 'rejected' ? job : undefined;
    super.begin(this.refused ? { ...job, stage: 'dropped' } : job, ...more);
  }

  override job(): JobRecord | undefined {
    return this.refused ?? super.job();
  }
}

/** Keeps that a job has ended, but not how things were then. */
class EndlessJournal extends Journal {
  override enter(...[job, stage, fault]: Parameters<Journal['enter']>): JobRecord {
    return super.enter(job, stage, fault);
  }
}

/** Keeps the digest of the ticket for that of the release. */
class ConfusedJournal extends Journal {
  override begin(...[job, ...more]: Parameters<Journal['begin']>): void {
    super.begin({ ...job, release: job.ticketDigest }, ...more);
  }
}

/** Keeps of each end that no bank held an image. */
class BlindJournal extends Journal {
  override enter(...[job, stage, fault, end]: Parameters<Journal['enter']>): JobRecord {
    return super.enter(job, stage, fault, end && { ...end, held: [false, false] });
  }
}

/** Does not keep that the ticket asked for the download only: after a start, a checked image is there to be swapped to. */
class SwappingJournal extends Journal {
  override job(): JobRecord | undefined {
    const job = super.job();
    if (!job) return undefined;
    const { downloadOnly: _, ...forgotten } = job;
    return forgotten;
  }
}

/** Keeps until when the application may put the swap off in RAM only. */
class HurriedJournal extends Journal {
  override job(): JobRecord | undefined {
    const job = super.job();
    if (!job) return undefined;
    const { postponable: _, ...forgotten } = job;
    return forgotten;
  }
}

/** Does not keep that the application has to choose: after a start, the image is swapped to. */
class ChoosingJournal extends Journal {
  override job(): JobRecord | undefined {
    const job = super.job();
    if (!job) return undefined;
    const { byChoice: _, ...forgotten } = job;
    return forgotten;
  }
}

/** Lets the application choose for an hour longer than the ticket does. */
class PatientJournal extends Journal {
  override begin(...[job, ...more]: Parameters<Journal['begin']>): void {
    const { postponable } = job;
    const more1h = postponable && { untilMs: postponable.untilMs + 3_600_000, forMs: postponable.forMs + 3_600_000 };
    super.begin({ ...job, ...(more1h && { postponable: more1h }) }, ...more);
  }
}

type HeldKeys = NonNullable<ReturnType<Journal['keySet']>>;

/** Keeps a key set in RAM only. */
class ForgettingKeys extends Journal {
  private kept: HeldKeys | undefined;

  override keySet(): HeldKeys | undefined {
    return this.kept ?? super.keySet();
  }

  override keepKeySet(set: HeldKeys): void {
    this.kept = set;
  }
}

/** Writes the version first and the keys afterwards, in two changes. */
class HalvingKeys extends Journal {
  override keepKeySet(set: HeldKeys): void {
    const before = super.keySet();
    if (before) super.keepKeySet({ ...before, version: set.version });
    super.keepKeySet(set);
  }
}

/** Does not look at the version that it holds, so any set is a newer one. */
class ReturningKeys extends Journal {
  override keySet(): HeldKeys | undefined {
    const held = super.keySet();
    return held && { ...held, version: 0 };
  }
}

/** Keeps the order of disposal in RAM only. */
class ForgettingOrder extends Journal {
  private kept: DisposalRecord | undefined;

  override disposal(): DisposalRecord | undefined {
    return this.kept ?? super.disposal();
  }

  override orderDisposal(record: DisposalRecord): void {
    this.kept = record;
  }
}

/** Takes the order itself for what allows the keys to go. */
class HastyDisposal extends Journal {
  override orderDisposal(record: DisposalRecord): void {
    super.orderDisposal({ ...record, state: 'acknowledged' });
  }
}

/** Has the keys erased before it writes that they may be. */
class KeysFirst extends Journal {
  private isKnown = false;

  override disposal(): DisposalRecord | undefined {
    const held = super.disposal();
    return held && this.isKnown && held.state === 'ordered' ? { ...held, state: 'acknowledged' } : held;
  }

  override acknowledgeDisposal(): void {
    this.isKnown = true;
  }
}

/** Forgets the disposal in place of the rest. */
class WhollyForgetting extends Journal {
  override forget(): void {
    this['log'].reduce((address: number) => address < 0xd0, []);
  }
}

/** Prepares the other bank for blocks with every order, before anybody looks whether it holds the image. */
class PreparingJournal extends Journal {
  constructor(
    medium: NvmMedium,
    private readonly mcu: Mcu,
  ) {
    super(medium);
  }

  override begin(...change: Parameters<Journal['begin']>): void {
    super.begin(...change);
    const { flash } = this.mcu;
    flash.erasePages(flash.pageTarget(change[0].target, 0), 1);
  }
}

/** Programs the last unit of a page again, instead of the next one. */
class RewritingMedium implements NvmMedium {
  readonly pages: number;
  readonly unitsPerPage: number;
  private lastUnit = 0;

  constructor(private readonly medium: NvmMedium) {
    this.pages = medium.pages;
    this.unitsPerPage = medium.unitsPerPage;
  }

  writableBank(): Bank {
    return this.medium.writableBank();
  }

  readUnits(bank: Bank, page: number, count: number): NvmUnit[] {
    return this.medium.readUnits(bank, page, count);
  }

  programUnits(bank: Bank, page: number, first: number, units: readonly (readonly [number, number])[]): void {
    // A new page is filled from unit 1 on, and its header, unit 0, is programmed last. A write that begins later is an
    // append.
    if (first > 1) {
      for (const unit of units) this.medium.programUnits(bank, page, this.lastUnit, [unit]);
      return;
    }
    this.medium.programUnits(bank, page, first, units);
    if (first === 1) this.lastUnit = units.length;
  }

  erasePage(bank: Bank, page: number): void {
    this.medium.erasePage(bank, page);
  }
}

/** Assumes that stored option bytes act at once, without being loaded. */
class TrustingBootChoice extends BootChoice {
  override get loadedBank(): Bank {
    return this.storedBank ?? super.loadedBank;
  }
}
