import type { Rng } from '@twinbank/primitives';
import type { Report } from '@twinbank/protocol';

import { ServerProcess } from '../server/simulated-server.js';
import type { Surroundings } from '../server/work.js';
import type { FaultRates } from './fault-rates.js';

const SECOND_US = 1_000_000;
/** A clock is moved by so much, and put right again after a while. */
const STEPS_MS = [20_000, 600_000, 3_600_000] as const;
/** A step of the clock that a process has not noticed is noticed by nobody after it: no process ends so soon after one. */
const UNNOTICED_US = 15 * SECOND_US;
/** Nor does one begin before the others have set right what the step has made wrong. */
const HEEDED_US = 2 * SECOND_US;

/** What a server's place has around it. */
export interface SlotWorld {
  nowUs(): number;
  /** Lets something happen, unless the process has ended by then; later where it is stopped. */
  laterIn(slot: ServerSlot, inUs: number, run: () => Promise<void> | void): void;
  later(inUs: number, run: () => Promise<void> | void): void;
  surroundingsOf(slot: ServerSlot): Surroundings;
  isOver(): boolean;
  /** All machines of the place share one clock: it is moved for servers and store alike. */
  moveAll(stepMs: number): void;
  /** A process goes on that stood still: what it writes now was decided before. */
  thawed(): void;
  /** The clocks were moved, or one of them. */
  clockMoved(): void;
  /** Reports that a process had not acknowledged when it was killed come again. */
  again(deviceId: string, report: Report): void;
  note(text: string): void;
}

/** A machine and the server on it: processes that are killed and begin anew, are stopped and go on, and a clock that is moved. */
export class ServerSlot {
  /** Counts processes: what was to happen in one does not happen in the next. */
  life = 0;
  frozenUntilUs = 0;
  /** By how much the machine's time of day is wrong. */
  offsetMs = 0;
  process: ServerProcess | undefined;
  private movedUs = Number.NEGATIVE_INFINITY;
  private readonly unread = new Set<{ readonly deviceId: string; readonly report: Report }>();

  constructor(
    readonly index: number,
    private readonly rates: FaultRates,
    private readonly rng: Rng,
    private readonly world: SlotWorld,
  ) {}

  /** Starts a process. */
  start(): void {
    const { world } = this;
    this.process = new ServerProcess(
      world.surroundingsOf(this),
      (inUs, run) => world.laterIn(this, inUs, run),
      () => world.isOver(),
    );
    this.process.start();
  }

  /** A report reaches the process; it stays with the broker until it is acknowledged. */
  take(deviceId: string, report: Report): void {
    const one = { deviceId, report };
    this.unread.add(one);
    this.process!.take(deviceId, report, () => this.unread.delete(one));
  }

  /** Lets fate have its turn, every minute. */
  suffer(): void {
    const { world, rates, rng } = this;
    if (world.isOver()) return;
    const isStopped = this.frozenUntilUs > world.nowUs();
    const wasMoved = world.nowUs() - this.movedUs < UNNOTICED_US;
    if (this.process && !isStopped && !wasMoved) {
      if (rng.chance(rates.killed)) this.kill();
      else if (rng.chance(rates.frozen)) this.freeze();
      else if (rng.chance(rates.clockMoved)) this.moveClock();
    }
    world.later(10 * SECOND_US + rng.below(40 * SECOND_US), () => this.suffer());
  }

  private kill(): void {
    const { world } = this;
    world.note(`server ${this.index} is killed`);
    world.surroundingsOf(this).tally.kills++;
    this.life++;
    this.process = undefined;
    for (const { deviceId, report } of this.unread) world.again(deviceId, report);
    this.unread.clear();
    const start = (): void => {
      if (world.nowUs() - this.movedUs > HEEDED_US) this.start();
      else world.later(HEEDED_US, start);
    };
    world.later(SECOND_US + this.rng.below(40 * SECOND_US), start);
  }

  /** Stopped between two moments of its work, or between a decision and its effect. */
  private freeze(): void {
    const forUs = SECOND_US / 2 + this.rng.below(15 * SECOND_US);
    this.world.note(`server ${this.index} stands still for ${forUs}`);
    this.world.surroundingsOf(this).tally.pauses++;
    this.frozenUntilUs = this.world.nowUs() + forUs;
    this.world.later(forUs, () => this.world.thawed());
  }

  private moveClock(): void {
    const { rng, world } = this;
    const isAlone = this.index > 0 && rng.chance(0.5);
    const stepMs = STEPS_MS[rng.below(STEPS_MS.length)]! * (isAlone || rng.chance(0.5) ? 1 : -1);
    const move = (ms: number): void => (isAlone ? this.move(ms) : world.moveAll(ms));
    move(stepMs);
    const putRight = (): void => {
      if (this.process && this.frozenUntilUs <= world.nowUs()) move(-stepMs);
      else world.later(5 * SECOND_US, putRight);
    };
    world.later(60 * SECOND_US + rng.below(600 * SECOND_US), putRight);
  }

  /** A clock that runs ahead alone is one server's fault; one that is put back alone is not looked at (docs/proof.md). */
  move(stepMs: number): void {
    this.world.note(`the clock of server ${this.index} is moved by ${stepMs}`);
    this.world.clockMoved();
    this.movedUs = this.world.nowUs();
    this.offsetMs += stepMs;
  }
}
