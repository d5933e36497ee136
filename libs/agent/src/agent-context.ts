import type { Mcu } from '@twinbank/mcu';
import type { DeviceStatus, FaultCode, Report, Stage, SwapReport, UpdateTimings, Want } from '@twinbank/protocol';

import type { AgentConfig } from './agent-config.js';
import type { AgentEffect } from './agent-event.js';
import { BankView, statusOf } from './device-status.js';
import { BootChoice } from './swap/boot-choice.js';
import { Journal, type BankRecord, type JobRecord } from './journal/journal.js';
import { journalMedium } from './journal/nvm-layout.js';
import { RetainedFigures } from './journal/retained-figures.js';
import { isFinal, isReported, STAGE_TABLE, type JobStage } from './stage-table.js';
import { Swapper } from './swap/swapper.js';
import { defaultTasks } from './swap/task-table.js';
import type { Refusal } from './ticket/ticket-check.js';

type Unnumbered<T> = T extends unknown ? Omit<T, 'start' | 'seq'> : never;

/** Parts of an update whose time is told. */
const PHASES = ['erase', 'download', 'check', 'wait', 'mirror'] as const;
type Phase = (typeof PHASES)[number];

/** Parts of an agent that may be replaced by others: what proofs break on purpose. */
export interface ReplaceableParts {
  readonly journal?: Journal;
  readonly boot?: BootChoice;
}

/**
 * What the phases of an update share: the device, its journal, the job, and what is to be told. A context lives as long
 * as the program in the device runs; a reset ends it.
 */
export class AgentContext {
  readonly journal: Journal;
  readonly banks: BankView;
  readonly boot: BootChoice;
  readonly swapper: Swapper;
  job: JobRecord | undefined;
  connected = false;
  /** How long the handshake of the present connection took, where it was measured. */
  handshakeUs: number | undefined;
  /** Set once a reset is asked for: nothing happens any more. */
  resetting = false;
  private effects: AgentEffect[] = [];
  private seq = 0;
  private swap: SwapReport | undefined;
  private detail: string | undefined;
  private spentUs: Record<Phase, number> = noTime();
  private jobStartUs: number;
  private readonly retained: RetainedFigures;

  constructor(
    readonly mcu: Mcu,
    readonly config: AgentConfig,
    { journal = new Journal(journalMedium(mcu)), boot = new BootChoice(mcu) }: ReplaceableParts = {},
  ) {
    this.journal = journal;
    this.banks = new BankView(mcu, journal);
    this.boot = boot;
    this.swapper = new Swapper(mcu, {
      tasks: config.tasks ?? defaultTasks(mcu.spec.family),
      rng: config.rng,
      marginUs: config.slotMarginUs,
      program: config.program,
    });
    this.job = this.journal.job();
    this.jobStartUs = mcu.clock.nowUs;
    this.retained = new RetainedFigures(mcu);
    this.recall();
  }

  /** Microseconds of the device's clock. */
  get nowUs(): number {
    return this.mcu.clock.nowUs;
  }

  /** The job while it goes on. */
  get openJob(): JobRecord | undefined {
    return this.job && !isFinal(this.job.stage) ? this.job : undefined;
  }

  /** The state for a report. */
  status(): DeviceStatus {
    return statusOf(this.mcu, this.config, this.journal, this.banks);
  }

  /** What was asked for since the last time. */
  takeEffects(): AgentEffect[] {
    if (this.effects.length === 0) return NO_EFFECTS;
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  /** Asks the shell for something. */
  emit(effect: AgentEffect): void {
    this.effects.push(effect);
  }

  /** Asks the server for blocks. */
  want(want: Want): void {
    this.effects.push({ type: 'want', want });
  }

  /** Sends a report. */
  report(report: Unnumbered<Report>): void {
    const { start } = this.config;
    this.effects.push({
      type: 'report',
      report: { ...report, ...(start !== undefined && { start }), seq: this.seq++ } as Report,
    });
  }

  /** Says who and how the device is, after a start or a connection. */
  hello(): void {
    const { job } = this;
    const stage = job && reportedStage(job.stage);
    this.report({
      type: 'hello',
      status: this.status(),
      ...(job && stage && { job: job.job, transfer: job.transfer, stage }),
    });
  }

  /** Asks for a reset; whoever calls this returns without doing anything else. */
  reset(cause: 'software' | 'option-bytes'): void {
    this.resetting = true;
    if (this.job)
      this.retained.save({
        job: this.job.job,
        swap: this.swap,
        times: [...PHASES.map((phase) => this.spentUs[phase]), this.jobStartUs],
      });
    this.emit({ type: 'reset', cause });
  }

  /** Begins a job in the journal and forgets the times of the one before. */
  begin(job: JobRecord, sequence: number, image?: BankRecord): void {
    this.journal.begin(job, sequence, image);
    this.banks.changed(job.target);
    this.job = job;
    this.swap = undefined;
    this.detail = undefined;
    this.spentUs = noTime();
    this.jobStartUs = this.nowUs;
  }

  /** Moves the job on in the journal; the stage table must allow it. */
  enter(stage: JobStage, fault?: FaultCode): void {
    const { job } = this;
    if (!job || !STAGE_TABLE[job.stage].next[stage])
      throw new Error(`a job cannot go from ${job?.stage ?? 'nowhere'} to ${stage}`);
    this.job = this.journal.enter(job, stage, fault);
  }

  /** Moves the job on and tells the server. */
  stage(stage: Stage, facts: { done?: number; total?: number } = {}): void {
    this.enter(stage);
    this.reportStage(stage, facts);
  }

  /** Tells the server where the job stands. */
  reportStage(stage: Stage, facts: { done?: number; total?: number } = {}): void {
    const swap = stage === 'swapped' && this.swap ? { swap: this.swap } : {};
    const { job, transfer } = this.job!;
    this.report({ type: 'stage', job, transfer, stage, ...facts, ...swap });
  }

  /** Ends the job and reports its result. */
  finish(stage: Stage, refusal?: Refusal): void {
    this.enter(stage, refusal?.code);
    this.detail = refusal?.detail;
    this.reportResult();
  }

  /** Reports the result of the job that ended, again where a ticket comes again. */
  reportResult(): void {
    const { job } = this;
    if (!job || !isReported(job.stage)) return;
    const { fault } = job;
    const detail = this.detail?.slice(0, 300);
    this.report({
      type: 'result',
      job: job.job,
      transfer: job.transfer,
      stage: job.stage,
      status: this.status(),
      ...(fault && { fault }),
      ...(detail !== undefined && { detail }),
      ...(this.swap && { swap: this.swap }),
      timings: this.timings(),
    });
  }

  /** Adds a swap to what is reported: of two, the first one's slot and the worse cost. */
  swapped(swap: SwapReport): void {
    this.swap = this.swap
      ? {
          ...this.swap,
          addedLatencyUs: Math.max(this.swap.addedLatencyUs, swap.addedLatencyUs),
          deadlinesMissed: this.swap.deadlinesMissed + swap.deadlinesMissed,
        }
      : swap;
  }

  /** Adds to the time of a phase. */
  spend(phase: Phase, us: number): void {
    this.spentUs[phase] += us;
  }

  /** What was measured before a reset that this agent asked for. */
  private recall(): void {
    const figures = this.openJob && this.retained.take(this.openJob.job);
    if (!figures) return;
    this.swap = figures.swap;
    PHASES.forEach((phase, i) => (this.spentUs[phase] = figures.times[i]!));
    this.jobStartUs = figures.times[PHASES.length]!;
  }

  private timings(): UpdateTimings {
    const ms = (us: number): number => Math.round(us) / 1000;
    const { erase, download, check, wait, mirror } = this.spentUs;
    return {
      eraseMs: ms(erase),
      downloadMs: ms(download),
      checkMs: ms(check),
      waitMs: ms(wait),
      mirrorMs: ms(mirror),
      totalMs: ms(this.nowUs - this.jobStartUs),
    };
  }
}

const NO_EFFECTS: AgentEffect[] = [];

const noTime = (): Record<Phase, number> => ({ erase: 0, download: 0, check: 0, wait: 0, mirror: 0 });

/** The stage that a report names for one that only the device sees. */
function reportedStage(stage: JobStage): Stage | undefined {
  if (isReported(stage)) return stage;
  if (stage === 'swapping') return 'waiting';
  return stage === 'reverting' ? 'swapped' : undefined;
}
