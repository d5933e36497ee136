import {
  isFinal,
  journalledJob,
  journalledKeySet,
  type AgentConfig,
  type AgentEffect,
  type AgentEvent,
  type UpdateAgent,
} from '@twinbank/agent';
import type { Interruption, Mcu } from '@twinbank/mcu';
import { equalBytes, seededRng } from '@twinbank/primitives';
import { isBeforeSwap, isReport, type BlockMessage, type Report, type TicketMessage } from '@twinbank/protocol';

import { Violation } from '../cuts/violation.js';
import { agentOf } from '../defects/broken-agent.js';
import { CountingApplication } from './application-data.js';
import { silentInTheEnd } from './disposal/disposal-facts.js';
import { CHOICE_UNTIL_MS, CLOCK_MS, POSTPONABLE_UNTIL_MS, WANTED_FROM_MS } from './orders.js';
import type { Scene } from './scene-facts.js';
import { PlanProgram } from './program/scene-plan.js';
import { chipsFit } from './program/scene-companions.js';
import { SectionsProgram } from './program/scene-sections.js';
import { carriesSections, waitsForClock } from './scene-spec.js';
import { ImageCrash, SceneProgram } from './program/scene-program.js';
import { figuresTold } from './watch/figures-told.js';
import { wantsWell } from './watch/wants-well.js';
import { SCRIPT_START, ServerScript, type ScriptMemory } from './server-script.js';
import { tableFits } from './silicon-watch.js';

/** Limits of a run from a start to its standstill. A run that exceeds one does not end. */
export const RUN_LIMITS = { boots: 24, events: 4000 } as const;

/** The delay of every message. The line has no faults, so that only the cut disturbs the run. */
const LINE_US = 1000;
/** How long after the limit of a wish the banks are swapped at the latest: the slot is near. */
const LATE_MS = 1000;
/** Time from a start to the connection. */
const CONNECT_US = 10_000;
/** How often the watchdog of a device at rest must be refreshed before the run goes on. */
const REFRESHES_AT_REST = 3;

/** Callbacks for what happens in a run; all are optional. */
export interface RunObserver {
  /** The device has booted and its program is about to start. */
  booted?(run: DeviceRun): void;
  /** The program has started and did not ask for another reset. */
  started?(run: DeviceRun): void;
  /** Nothing more will happen to the device, except what the scene has for a device at rest. */
  rested?(run: DeviceRun): void;
  event?(run: DeviceRun, event: AgentEvent): void;
  effect?(run: DeviceRun, effect: AgentEffect): void;
}

/** What the server's side and the application remember of a device over a cut. */
export interface RunMemory {
  readonly script: ScriptMemory;
  /** The last change in the data store that the application saw return, or that it found after a start. */
  readonly acknowledged: number;
  /** How often the device was interrupted. Its clock follows this, so that it tells another time after each cut. */
  readonly cuts: number;
}

interface Queued {
  readonly atUs: number;
  readonly event: AgentEvent;
}

/**
 * A device with its shell and the server's side, in virtual time. A power cut ends {@link DeviceRun.toStandstill} with
 * the {@link Interruption}; the caller then continues with {@link DeviceRun.recover}.
 */
export class DeviceRun {
  agent: UpdateAgent;
  boots = 0;
  events = 0;
  /** The last change in the application's data store that returned, or that was found after a start. */
  acknowledged: number;
  readonly server: ServerScript;
  /**
   * The jobs of tickets that came since the start and that no report has named since. A cut forgets them: the server
   * publishes every ticket again.
   */
  readonly unanswered = new Set<number>();
  private readonly config: AgentConfig;
  private queue: Queued[] = [];
  private timerUs: number | undefined;
  private connected = false;
  /** True once the agent said, since the last start, that its life is over. */
  ended = false;
  private refreshes = 0;
  private toldPutOff = false;
  private application: CountingApplication | undefined;
  private readonly observer: RunObserver;
  private cuts: number;
  /** True if no cut came before. Then the device must report everything that was measured. */
  private readonly uncut: boolean;

  constructor(
    readonly scene: Scene,
    readonly mcu: Mcu,
    {
      script,
      acknowledged = scene.counted,
      cuts = 0,
      observer = {},
    }: Partial<RunMemory> & { observer?: RunObserver } = {},
  ) {
    this.uncut = script === undefined;
    this.server = new ServerScript(scene, script ?? SCRIPT_START);
    this.acknowledged = acknowledged;
    this.cuts = cuts;
    this.observer = observer;
    const { trial, story } = scene.spec;
    const program = carriesSections(story) && { program: new SectionsProgram(scene.signed) };
    const plans = story === 'plan' && { program: new PlanProgram(scene.signed) };
    const layouts = (trial === 'crashes' || story === 'relaid') && {
      program: new SceneProgram((bank) => trial === 'crashes' && this.firstTrialIn(bank)),
    };
    this.config = {
      ...{ ...scene.config, ...layouts, ...program, ...plans, unixMs: () => this.clockMs },
      ...(story === 'postponed' && { postponeUntilUs: () => Infinity }),
      ...(story === 'chosen' && { wantsReleaseFromUs: () => this.wantsFromUs }),
      companions: mcu.companions,
      selfTest: () => this.passesSelfTest(),
    };
    this.agent = agentOf(mcu, this.config, scene.spec.defect);
  }

  /** The first trial fails where the scene says so. Whatever the verdict, the test is one of all that belongs together. */
  private passesSelfTest(): boolean {
    chipsFit(this.mcu, this.scene.signed, 'at the self-test');
    return this.scene.spec.trial !== 'fails' || this.server.memory.order > 0;
  }

  /** What the device's clock says. It goes on only where something waits for it, so that states stay few. */
  private get clockMs(): number {
    const passedMs = waitsForClock(this.scene.spec.story) ? Math.floor(this.mcu.clock.nowUs / 1000) : 0;
    return CLOCK_MS + this.cuts + passedMs;
  }

  /** From when on the application wants what it may choose, by the device's own time. */
  private get wantsFromUs(): number {
    return this.mcu.clock.nowUs + (WANTED_FROM_MS - this.clockMs) * 1000;
  }

  /** What survives a cut. */
  get memory(): RunMemory {
    return { script: this.server.memory, acknowledged: this.acknowledged, cuts: this.cuts };
  }

  /** Switches the device on for the first time. */
  powerOn(): void {
    this.mcu.powerOn();
    this.boot();
  }

  /** Continues after an interruption. */
  recover(interruption: Interruption): void {
    this.cuts++;
    this.mcu.recover(interruption);
    this.boot();
  }

  /** Handles events until none is left. */
  toStandstill(): void {
    for (;;) {
      const next = this.next();
      if (!next) {
        this.observer.rested?.(this);
        if (!this.server.hasMoreAtRest) return;
        this.goOn();
        continue;
      }
      if (++this.events > RUN_LIMITS.events)
        throw new Violation('standstill', `no standstill after ${RUN_LIMITS.events} events`);
      this.watchdogBefore(next.atUs);
      this.mcu.clock.advanceTo(next.atUs);
      if (next.event.type === 'connected') this.connect();
      this.application?.count();
      this.acknowledged = this.application?.acknowledged ?? 0;
      if (!this.deliver(next.event)) this.boot();
    }
  }

  /** At rest: a reset, or the next update. */
  private goOn(): void {
    const next = this.server.goOn();
    if (typeof next !== 'string') {
      this.publish(next);
      return;
    }
    if (next === 'reset') {
      this.mcu.reset('pin');
    } else {
      this.mcu.powerOff();
      this.mcu.powerOn();
    }
    this.boot();
  }

  private firstTrialIn(bank: 1 | 2): boolean {
    const { code } = this.server.update.ordered;
    if (this.server.memory.order > 0) return false;
    return (
      equalBytes(this.mcu.flash.tryRead({ bank, offset: 0 }, code.length).bytes, code) &&
      journalledJob(this.mcu)?.target === bank &&
      !trusted(this.mcu)
    );
  }

  /** The device has started and its program begins; once more after each reset that the program asks for. */
  private boot(): void {
    do {
      if (++this.boots > RUN_LIMITS.boots)
        throw new Violation('standstill', `still restarting after ${RUN_LIMITS.boots} boots`);
      this.queue = [];
      this.timerUs = undefined;
      this.connected = false;
      this.ended = false;
      this.unanswered.clear();
      this.observer.booted?.(this);
      this.agent = agentOf(
        this.mcu,
        { ...this.config, ...this.ownKey, rng: seededRng('agent') },
        this.scene.spec.defect,
      );
    } while (!this.deliver({ type: 'start' }));
    if (this.scene.spec.data === 'store') this.restartApplication();
    tableFits(this.mcu, this.scene);
    this.observer.started?.(this);
    if (!this.ended) this.enqueue({ type: 'connected' }, CONNECT_US);
  }

  /** The key that the firmware finds at a start, none once it is gone; and how it erases it. */
  private get ownKey(): Partial<AgentConfig> {
    const { disposal, spec } = this.scene;
    if (!disposal) return {};
    const banks = spec.defect === 'disposal-copy-left' ? ([1] as const) : undefined;
    const forgetRoot = (): boolean => disposal.pages.erase(this.mcu, banks);
    return { deviceRoot: disposal.pages.read(this.mcu) ?? new Uint8Array(32), forgetRoot };
  }

  /** The application goes on from the values that it finds; these must not be lost either. */
  private restartApplication(): void {
    this.application = new CountingApplication(this.mcu, this.acknowledged);
    this.acknowledged = this.application.acknowledged;
  }

  /** False if the device was reset. */
  private deliver(event: AgentEvent): boolean {
    this.observer.event?.(this, event);
    if (event.type === 'ticket') {
      this.noteTicket(event.message);
      if (!this.jobOpen) chipsFit(this.mcu, this.scene.signed, 'between two jobs');
    }
    let running = true;
    try {
      for (const effect of this.agent.handle(event)) running = this.perform(effect) && running;
    } catch (error) {
      if (!(error instanceof ImageCrash)) throw error;
      this.mcu.reset('watchdog');
      return false;
    }
    return running;
  }

  private get jobOpen(): boolean {
    const job = journalledJob(this.mcu);
    return job !== undefined && !isFinal(job.stage);
  }

  /** After the swap a ticket for another job waits until the job has ended, and the next one takes its place. */
  private noteTicket(message: TicketMessage): void {
    if (message.type !== 'order') return;
    const current = journalledJob(this.mcu);
    const waits = current && current.job !== message.job && !isFinal(current.stage) && !isBeforeSwap(current.stage);
    if (!waits) this.unanswered.add(message.job);
  }

  private perform(effect: AgentEffect): boolean {
    this.observer.effect?.(this, effect);
    switch (effect.type) {
      case 'report':
        if (this.scene.disposal) silentInTheEnd(this.mcu);
        if (isReport(effect.report)) this.hear(effect.report);
        else if (effect.report.type === 'disposal') this.publish(this.server.hearDisposal(effect.report));
        return true;
      case 'timer':
        this.timerUs = effect.atUs;
        return true;
      case 'want':
        wantsWell(this.mcu, this.server.update, this.scene.spec, effect.want);
        for (const message of this.server.answer(effect.want))
          this.enqueue({ type: 'block', message: message satisfies BlockMessage }, LINE_US);
        return true;
      case 'disposed':
        this.ended = true;
        this.connected = false;
        this.queue = [];
        this.unanswered.clear();
        return true;
      case 'reset':
        this.mcu.reset(effect.cause);
        return false;
    }
  }

  private hear(report: Report): void {
    if (report.type !== 'hello') this.unanswered.delete(report.job);
    if (this.uncut && this.server.memory.order === 0 && !this.server.over)
      figuresTold(report, this.scene.spec, this.server.update);
    if (waitsForClock(this.scene.spec.story)) this.inItsTime(report);
    if (this.scene.keySets) this.server.holdsKeySet(journalledKeySet(this.mcu)?.version ?? 0);
    this.publish(this.server.hear(report));
  }

  private inItsTime(report: Report): void {
    if (report.type !== 'stage') return;
    if (this.scene.spec.story === 'postponed') this.putOff(report);
    else if (report.stage === 'swapped') this.chosen();
  }

  /** The application puts the swap off for as long as it may: the banks are swapped then, and not before. */
  private putOff(report: Extract<Report, { type: 'stage' }>): void {
    if (report.postponedUntil !== undefined) this.toldPutOff = true;
    if (report.stage !== 'swapped') return;
    const lateMs = this.clockMs - POSTPONABLE_UNTIL_MS;
    if (lateMs < 0) throw new Violation('put-off-as-allowed', `the banks are swapped ${-lateMs} ms too early`);
    if (this.uncut && this.server.memory.order === 0 && (lateMs > LATE_MS || !this.toldPutOff))
      throw new Violation('put-off-as-allowed', `the banks are swapped ${lateMs} ms late, or nobody was told`);
  }

  /** The application chose it before the time for that was over; without a cut, at once. */
  private chosen(): void {
    const { clockMs } = this;
    if (clockMs < WANTED_FROM_MS || clockMs >= CHOICE_UNTIL_MS || this.server.update.downloadOnly)
      throw new Violation('chosen-in-time', `the banks are swapped at ${clockMs - CLOCK_MS} ms`);
    if (this.uncut && this.server.memory.order === 0 && clockMs > WANTED_FROM_MS + LATE_MS)
      throw new Violation('chosen-in-time', `the banks are swapped ${clockMs - WANTED_FROM_MS} ms late`);
  }

  private connect(): void {
    this.connected = true;
    this.publish(this.server.offers());
  }

  private publish(messages: readonly TicketMessage[]): void {
    if (!this.connected) return;
    for (const message of messages) this.enqueue({ type: 'ticket', message, unixMs: 1000 }, LINE_US);
  }

  private enqueue(event: AgentEvent, afterUs: number): void {
    this.refreshes = 0;
    this.queue.push({ atUs: this.mcu.clock.nowUs + afterUs, event });
  }

  /** The earliest event. Messages keep their order because all have the same delay. */
  private next(): Queued | undefined {
    const [first] = this.queue;
    if (this.timerUs !== undefined && (!first || this.timerUs <= first.atUs)) {
      if (!first && this.config.watchdogMs !== undefined && this.server.over && ++this.refreshes > REFRESHES_AT_REST)
        return undefined;
      const atUs = this.timerUs;
      this.timerUs = undefined;
      return { atUs, event: { type: 'timer' } };
    }
    return this.queue.shift();
  }

  /** A healthy device refreshes its watchdog before it expires. */
  private watchdogBefore(atUs: number): void {
    const { iwdg, clock } = this.mcu;
    const { watchdogMs } = this.config;
    if (watchdogMs !== undefined && iwdg.dueUs > clock.nowUs + watchdogMs * 1000)
      throw new Violation('standstill', 'the watchdog would run out later than it was told');
    if (atUs >= iwdg.dueUs) throw new Violation('standstill', 'the watchdog resets a device that is well');
  }
}

/** Whether the image on trial was confirmed. From then on it does not crash any more. */
function trusted(mcu: Mcu): boolean {
  const stage = journalledJob(mcu)?.stage;
  return stage === 'confirmed' || stage === 'mirroring' || stage === 'done';
}
