import { UpdateAgent, type AgentConfig, type AgentEffect, type AgentEvent } from '@twinbank/agent';
import type { Interruption, Mcu } from '@twinbank/mcu';
import { seededRng } from '@twinbank/primitives';
import { FINAL_STAGES, type Report } from '@twinbank/protocol';

import { Violation } from '../cuts/violation.js';
import { CountingApplication } from './application-data.js';
import type { Scene } from './scene.js';

/** Bounds of a run from a start to its standstill: whoever exceeds one does not end. */
export const RUN_LIMITS = { boots: 24, events: 4000 } as const;

/** Every message takes so long; the line is faultless, so that nothing but the cut happens. */
const LINE_US = 1000;
/** From a start to the connection. */
const CONNECT_US = 10_000;

/** Who is told of what happens in a run; all optional. */
export interface RunObserver {
  /** The device has booted and its program is about to start. */
  booted?(run: DeviceRun): void;
  /** The program has started and did not ask for another reset. */
  started?(run: DeviceRun): void;
  event?(run: DeviceRun, event: AgentEvent): void;
  effect?(run: DeviceRun, effect: AgentEffect): void;
}

/** What the world remembers of a device over a cut. */
export interface RunMemory {
  /** Index of the order that the server offers. */
  readonly order: number;
  /** The last change in the data store that the application saw return, or found after a start. */
  readonly acknowledged: number;
}

interface Queued {
  readonly atUs: number;
  readonly event: AgentEvent;
}

/**
 * A device with its shell and the server's side, in virtual time. The server offers its orders one after the other until one
 * is done. A power cut ends {@link DeviceRun.toStandstill} with the {@link Interruption}; whoever called goes on with
 * {@link DeviceRun.recover}.
 */
export class DeviceRun {
  agent: UpdateAgent;
  boots = 0;
  events = 0;
  /** Index of the order that stands. */
  order: number;
  /** The last change in the application's data store that returned, or was found after a start. */
  acknowledged: number;
  /** True once an order was done. */
  done = false;
  private readonly config: AgentConfig;
  private queue: Queued[] = [];
  private timerUs: number | undefined;
  private connected = false;
  private application: CountingApplication | undefined;
  private readonly observer: RunObserver;

  constructor(
    readonly scene: Scene,
    readonly mcu: Mcu,
    { order = 0, acknowledged = scene.counted, observer = {} }: Partial<RunMemory> & { observer?: RunObserver } = {},
  ) {
    this.order = order;
    this.acknowledged = acknowledged;
    this.observer = observer;
    this.config = { ...scene.config, selfTest: () => scene.spec.trial === 'passes' || this.order > 0 };
    this.agent = new UpdateAgent(mcu, this.config);
  }

  /** Power comes on for the first time. */
  powerOn(): void {
    this.mcu.powerOn();
    this.boot();
  }

  /** Goes on after an interruption. */
  recover(interruption: Interruption): void {
    this.mcu.recover(interruption);
    this.boot();
  }

  /** Lets events happen until nothing is left to happen. */
  toStandstill(): void {
    for (;;) {
      const next = this.next();
      if (!next) return;
      if (++this.events > RUN_LIMITS.events) throw new Violation('standstill', `no standstill after ${RUN_LIMITS.events} events`);
      if (this.watchdogBefore(next.atUs)) continue;
      this.mcu.clock.advanceTo(next.atUs);
      if (next.event.type === 'connected') this.connect();
      this.application?.count();
      this.acknowledged = this.application?.acknowledged ?? 0;
      if (!this.deliver(next.event)) this.boot();
    }
  }

  /** The device has started; its program begins, once more after each reset that it asks for. */
  private boot(): void {
    do {
      if (++this.boots > RUN_LIMITS.boots) throw new Violation('standstill', `still restarting after ${RUN_LIMITS.boots} boots`);
      this.queue = [];
      this.timerUs = undefined;
      this.connected = false;
      this.observer.booted?.(this);
      this.agent = new UpdateAgent(this.mcu, { ...this.config, rng: seededRng('agent') });
    } while (!this.deliver({ type: 'start' }));
    if (this.scene.spec.data === 'store') this.restartApplication();
    this.observer.started?.(this);
    this.enqueue({ type: 'connected' }, CONNECT_US);
  }

  /** What the application finds is what it goes on from: that must not be lost either. */
  private restartApplication(): void {
    this.application = new CountingApplication(this.mcu, this.acknowledged);
    this.acknowledged = this.application.acknowledged;
  }

  /** False where the device was reset. */
  private deliver(event: AgentEvent): boolean {
    this.observer.event?.(this, event);
    let running = true;
    for (const effect of this.agent.handle(event)) running = this.perform(effect) && running;
    return running;
  }

  private perform(effect: AgentEffect): boolean {
    this.observer.effect?.(this, effect);
    switch (effect.type) {
      case 'report':
        this.hear(effect.report);
        return true;
      case 'timer':
        this.timerUs = effect.atUs;
        return true;
      case 'want':
        for (const message of this.scene.orders.answer(effect.want, this.message.transfer)) this.enqueue({ type: 'block', message }, LINE_US);
        return true;
      case 'reset':
        this.mcu.reset(effect.cause);
        return false;
    }
  }

  private get message(): Scene['orders']['messages'][number] {
    return this.scene.orders.messages[this.order]!;
  }

  /** The server's side: an order that came to nothing is followed by another. */
  private hear(report: Report): void {
    if (report.type !== 'result' || report.job !== this.message.job || !FINAL_STAGES.includes(report.stage)) return;
    const { stage, fault = '', detail = '' } = report;
    if (stage === 'done') this.done = true;
    else if (stage !== 'reverted') throw new Violation('completes', `the order is ${stage}: ${fault} ${detail}`);
    if (!this.done) this.orderAgain();
  }

  private orderAgain(): void {
    const { messages } = this.scene.orders;
    if (this.order + 1 === messages.length) throw new Violation('completes', `${messages.length} orders came to nothing`);
    this.order++;
    if (this.connected) this.offer();
  }

  private connect(): void {
    this.connected = true;
    this.offer();
  }

  private offer(): void {
    this.enqueue({ type: 'ticket', message: this.message, unixMs: 1000 }, LINE_US);
  }

  private enqueue(event: AgentEvent, afterUs: number): void {
    this.queue.push({ atUs: this.mcu.clock.nowUs + afterUs, event });
  }

  /** The earliest event; messages keep their order because all take the same time. */
  private next(): Queued | undefined {
    const [first] = this.queue;
    if (this.timerUs !== undefined && (!first || this.timerUs <= first.atUs)) {
      const atUs = this.timerUs;
      this.timerUs = undefined;
      return { atUs, event: { type: 'timer' } };
    }
    return this.queue.shift();
  }

  /** A watchdog that runs out before the next event resets the device. */
  private watchdogBefore(atUs: number): boolean {
    const { iwdg, clock } = this.mcu;
    if (atUs < iwdg.dueUs) return false;
    clock.advanceTo(iwdg.dueUs);
    this.mcu.reset('watchdog');
    this.boot();
    return true;
  }
}
