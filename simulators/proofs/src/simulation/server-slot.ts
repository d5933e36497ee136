import type { Rng } from '@twinbank/primitives';
import type { Report } from '@twinbank/protocol';

import { ServerProcess } from '../server/simulated-server.js';
import type { Surroundings } from '../server/work.js';
import type { FaultRates } from './fault-rates.js';

const SECOND_US = 1_000_000;
/** A clock is changed by one of these steps, and corrected after a while. */
const STEPS_MS = [20_000, 600_000, 3_600_000] as const;
/**
 * A process needs this time to notice a step of its clock. It is not killed in this time, because no other process
 * would notice the step.
 */
const UNNOTICED_US = 15 * SECOND_US;
/**
 * No process starts within this time after a step, so that the others can first correct what the step has made wrong.
 */
const HEEDED_US = 2 * SECOND_US;

/** The environment of a server slot. */
export interface SlotWorld {
  nowUs(): number;
  /** Lets something happen later; delayed while the process is stopped, and dropped if the process has ended. */
  laterIn(slot: ServerSlot, inUs: number, run: () => Promise<void> | void): void;
  later(inUs: number, run: () => Promise<void> | void): void;
  surroundingsOf(slot: ServerSlot): Surroundings;
  isOver(): boolean;
  /** Changes the clock of all machines, for servers and store alike. */
  moveAll(stepMs: number): void;
  /** A stopped process continues: what it writes now was decided before. */
  thawed(): void;
  /** One or all clocks were changed. */
  clockMoved(): void;
  /** A report that a process had not acknowledged when it was killed comes again. */
  again(deviceId: string, report: Report): void;
  note(text: string): void;
}

/**
 * A machine and the server on it: its processes are killed and start again, are stopped and continue, and its clock is
 * changed.
 */
export class ServerSlot {
  /** Counts processes: what was planned in one process does not happen in the next. */
  life = 0;
  frozenUntilUs = 0;
  /** The error of the machine's time of day. */
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

  /** A report reaches the process. It stays with the broker until it is acknowledged. */
  take(deviceId: string, report: Report): void {
    const one = { deviceId, report };
    this.unread.add(one);
    this.process!.take(deviceId, report, () => this.unread.delete(one));
  }

  /** Draws the next fault of this server, every 10 s to 50 s. */
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

  /** Stops the process between two steps of its work, or between a decision and its effect. */
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

  /**
   * Changes the clock. One clock alone only runs ahead, as one server's fault; a single clock that is set back is not
   * simulated (docs/proof.md).
   */
  move(stepMs: number): void {
    this.world.note(`the clock of server ${this.index} is moved by ${stepMs}`);
    this.world.clockMoved();
    this.movedUs = this.world.nowUs();
    this.offsetMs += stepMs;
  }
}
