import type { JobStage } from '@twinbank/agent';
import {
  FINAL_STAGES,
  type BlockMessage,
  type DisposalReport,
  type FaultCode,
  type Report,
  type Stage,
  type TicketMessage,
  type Want,
} from '@twinbank/protocol';

import { Violation } from '../cuts/violation.js';
import { hearDisposal, LATER_JOB, type SceneDisposal } from './disposal/scene-disposal.js';
import { HOSTILE_JOBS, type HostileTicket } from './hostile-tickets.js';
import { hearReceipt } from './receipts-told.js';
import type { Story } from './scene-spec.js';
import type { Scene, SceneUpdate } from './scene-facts.js';

/** The progress of the server's side, which survives every cut. */
export interface ScriptMemory {
  /** Index of the update. */
  readonly update: number;
  /** Index of the order that the server offers. */
  readonly order: number;
  /** True once an order of the update has succeeded. */
  readonly done: boolean;
  /** Orders that ended as failed. */
  readonly failures: number;
  /** Resets at rest since the update was done. */
  readonly rested: number;
  /** The last job that the device reported, and how far it had come by {@link rankOf}. */
  readonly toldJob: number;
  readonly toldRank: number;
  /** The highest job of a hostile ticket that was refused for its own reason. */
  readonly refusedJob: number;
  /** The last receipt of an attempt that the device keeps. */
  readonly receipt: string;
  /** The highest version of a key set that the device said it holds, or held when it said something. */
  readonly toldKeySet: number;
  /** How far the disposal is: the order is sent, its receipt was told, the receipt is acknowledged. */
  readonly disposal: 0 | 1 | 2 | 3;
  /** The receipt of the disposal, once it was told. */
  readonly disposalReceipt: string;
}

/** The start of a script. */
export const SCRIPT_START: ScriptMemory = {
  update: 0,
  order: 0,
  done: false,
  failures: 0,
  rested: 0,
  toldJob: 0,
  toldRank: 0,
  refusedJob: 0,
  receipt: '',
  toldKeySet: 0,
  disposal: 0,
  disposalReceipt: '',
};

/**
 * The stages of a job in the order in which a device reaches them. A stage that only the device knows counts as the
 * stage that it reports then.
 */
const RANKS: readonly (readonly JobStage[])[] = [
  ['offered'],
  ['accepted'],
  ['downloading'],
  ['checked'],
  ['waiting', 'swapping'],
  ['swapped', 'reverting'],
  ['confirmed'],
  ['mirroring'],
];

/** How far a job has come at a stage. A job that has ended has come furthest. */
export function rankOf(stage: JobStage): number {
  const rank = RANKS.findIndex((stages) => stages.includes(stage));
  return rank < 0 ? RANKS.length : rank;
}

/** The faults with which an order may fail, for stories that make it fail. */
const FAILS_BY: Partial<Record<Story, readonly FaultCode[]>> = {
  decays: ['image_digest_mismatch'],
  worn: ['image_digest_mismatch', 'image_crc_mismatch'],
  'deaf-rom': ['image_not_bootable'],
};
/** Stories in which no order can succeed, so that the server gives up at some time. */
export const HOPELESS: readonly (Story | undefined)[] = ['worn', 'deaf-rom'];
const HOPELESS_ORDERS = 2;
/** Stories of more than one update. */
const IN_TURN: readonly (Story | undefined)[] = ['in-a-row', 'download-first', 'chosen'];

type Order = Extract<TicketMessage, { type: 'order' }>;
type Result = Extract<Report, { type: 'result' }>;

/** The server's side of a scene: offers its orders one after the other until one succeeds, and checks the reports. */
export class ServerScript {
  private state: ScriptMemory;
  private readonly spoilt = new Set<number>();

  constructor(
    private readonly scene: Scene,
    memory: ScriptMemory,
  ) {
    this.state = memory;
  }

  /** What survives a cut. */
  get memory(): ScriptMemory {
    return this.state;
  }

  /** The present update. */
  get update(): SceneUpdate {
    return this.scene.updates[this.state.update]!;
  }

  /** The present order. */
  get message(): Order {
    return this.update.orders.messages[this.state.order]!;
  }

  /** True if no more orders of this update follow. */
  get over(): boolean {
    return this.state.done || this.gaveUp || this.state.disposal > 0;
  }

  /** True if the server gave up because no order can succeed. */
  get gaveUp(): boolean {
    return HOPELESS.includes(this.scene.spec.story) && this.state.order >= HOPELESS_ORDERS;
  }

  /** Whether the scene has more for a device at rest: a reset or the next update. */
  get hasMoreAtRest(): boolean {
    if (this.scene.disposal) return this.state.disposal === 2 || this.state.rested === 0;
    return (
      IN_TURN.includes(this.scene.spec.story) &&
      (this.state.rested < this.rests || this.state.update + 1 < this.scene.updates.length)
    );
  }

  /**
   * Number of resets at rest: after the last update; in mode `reset` after each update. Live updates follow one another
   * without a reset.
   */
  private get rests(): number {
    const { story, mode } = this.scene.spec;
    if (story !== 'in-a-row') return 0;
    return this.state.update + 1 === this.scene.updates.length || mode === 'reset' ? 2 : 0;
  }

  /** What is published to a device that has connected: the present order, and the tickets that others send. */
  offers(): TicketMessage[] {
    const { hostile, disposal } = this.scene;
    if (disposal && this.state.disposal > 0) return this.ofDisposal(disposal);
    const before = [...this.keySets(), ...messagesOf(hostile?.before)];
    if (!this.over) return [...before, this.message];
    if (!hostile || !this.state.done) return before;
    return [...before, this.message, ...messagesOf([hostile.twins[this.state.order]!]), ...messagesOf(hostile.after)];
  }

  /** Until its receipt is acknowledged, the order, and a newer ticket that must not be taken any more. */
  private ofDisposal({ order, later, acknowledge }: SceneDisposal): TicketMessage[] {
    return this.state.disposal < 3 ? [order, later] : [acknowledge(this.state.disposalReceipt)];
  }

  /** From here on nothing but the disposal is offered. */
  private dispose(disposal: SceneDisposal): TicketMessage[] {
    this.state = { ...this.state, disposal: 1 };
    return this.ofDisposal(disposal);
  }

  /**
   * Handles what a device says of its disposal. What acknowledges it the first time is lost on the way; before the second one comes one of
   * another receipt.
   */
  hearDisposal(report: DisposalReport): readonly TicketMessage[] {
    const { disposal } = this.scene;
    if (!disposal || this.state.disposal === 0)
      throw new Violation('disposal-in-order', 'the device speaks of a disposal that nobody ordered');
    const disposalReceipt = hearDisposal(disposal, report, this.state.disposalReceipt);
    if (disposalReceipt === undefined) return [];
    const isFirst = this.state.disposal === 1;
    this.state = { ...this.state, disposal: isFirst ? 2 : 3, disposalReceipt };
    return isFirst ? [] : [disposal.foreign, disposal.acknowledge(disposalReceipt)];
  }

  /** The key sets that a device is given at a connect: the last one only once it has swapped. */
  private keySets(): readonly TicketMessage[] {
    const { keySets } = this.scene;
    if (!keySets) return [];
    const swapped = this.over || this.state.order > 0 || this.state.toldRank >= rankOf('swapped');
    return [...keySets.atConnect, ...(swapped ? [keySets.onceSwapped] : [])];
  }

  /**
   * The answer to a want. It may come in reverse order. On a hostile line each block is spoilt once, and a block comes
   * that does not exist.
   */
  answer(want: Want): BlockMessage[] {
    const blocks = this.update.orders.answer(want, this.message.transfer);
    if (this.scene.spec.story === 'reversed') blocks.reverse();
    if (!this.scene.hostile) return blocks;
    const spoilt = blocks.map((block) => this.spoil(block));
    const beyond = { type: 'block', transfer: want.transfer, block: 4095, ciphertext: new Uint8Array(1024) } as const;
    return [beyond, ...spoilt];
  }

  /**
   * Handles a report; returns what is published because of it.
   *
   * @throws Violation if the report must not come
   */
  hear(report: Report): readonly TicketMessage[] {
    if (report.type === 'hello') {
      this.state = { ...this.state, toldKeySet: Math.max(this.state.toldKeySet, report.status.keySet ?? 0) };
      return [];
    }
    if (report.type === 'result')
      this.state = { ...this.state, receipt: hearReceipt(this.scene, report, this.state.receipt) };
    if (report.job === LATER_JOB) {
      refusesLater(report);
      return [];
    }
    if (report.job >= HOSTILE_JOBS) {
      this.hearHostile(report);
      return [];
    }
    if (report.job !== this.message.job) return [];
    this.state = { ...this.state, toldJob: report.job, toldRank: rankOf(report.stage) };
    if (report.type === 'stage') return this.atStage(report.stage);
    return FINAL_STAGES.includes(report.stage) ? this.hearResult(report) : [];
  }

  /** What comes at a stage: the twin of the order that was accepted, a key set during the trial. */
  private atStage(stage: Stage): readonly TicketMessage[] {
    const { hostile, keySets, disposal } = this.scene;
    const begins = this.scene.spec.trial === 'fails' ? 'downloading' : 'swapped';
    if (disposal && stage === begins && this.state.disposal === 0) return this.dispose(disposal);
    if (stage === 'accepted') return messagesOf(hostile?.twins.slice(this.state.order, this.state.order + 1));
    return keySets && stage === 'swapped' ? [keySets.onceSwapped] : [];
  }

  /**
   * Takes note of the version of the key set in the device's memory, whatever the device says of it.
   *
   * @throws Violation if it held a higher one before
   */
  holdsKeySet(version: number): void {
    const { toldKeySet } = this.state;
    if (version < toldKeySet)
      throw new Violation('key-set-kept', `the device held the key set ${toldKeySet}, and went back to ${version}`);
    this.state = { ...this.state, toldKeySet: version };
  }

  /** At rest: a reset, or the next update. Returns what is published to a connected device. */
  goOn(): 'reset' | 'power-cycle' | TicketMessage[] {
    const { rested, update } = this.state;
    if (this.scene.disposal) {
      this.state = { ...this.state, rested: this.state.disposal === 3 ? 1 : 0 };
      return 'power-cycle';
    }
    if (rested < this.rests) {
      this.state = { ...this.state, rested: rested + 1 };
      return rested === 0 ? 'reset' : 'power-cycle';
    }
    const { toldJob, toldRank, refusedJob, toldKeySet } = this.state;
    this.state = { ...SCRIPT_START, update: update + 1, toldJob, toldRank, refusedJob, toldKeySet };
    return this.offers();
  }

  private hearResult(result: Result): TicketMessage[] {
    if (this.over) return [];
    if (result.stage === 'done') {
      this.state = { ...this.state, done: true };
      const { hostile, keySets, disposal } = this.scene;
      if (disposal) return this.dispose(disposal);
      if (hostile) return this.offers();
      // A device that was cut before it told of its swap has not been given the last set yet.
      return keySets ? [keySets.onceSwapped] : [];
    }
    return this.orderAgain(result);
  }

  /** After an order that failed, and was allowed to fail, another one follows. */
  private orderAgain({ stage, fault = 'flash_error', detail = '' }: Result): Order[] {
    const { story } = this.scene.spec;
    const fails = stage === 'failed' && story !== undefined && (FAILS_BY[story] ?? []).includes(fault);
    if (stage !== 'reverted' && !fails) throw new Violation('completes', `the order is ${stage}: ${fault} ${detail}`);
    const { messages } = this.update.orders;
    if (this.state.order + 1 === messages.length)
      throw new Violation('completes', `${messages.length} orders came to nothing`);
    this.state = { ...this.state, order: this.state.order + 1, failures: this.state.failures + (fails ? 1 : 0) };
    return this.over ? [] : [this.message];
  }

  /**
   * A hostile ticket must be refused, for the right reason. Once the server has heard this reason, the device need not
   * remember it: a ticket that took its sequence may then be refused as a replayed one.
   */
  private hearHostile(report: Exclude<Report, { type: 'hello' }>): void {
    const { before, twins, after } = this.scene.hostile!;
    const ticket = [...before, ...twins, ...after].find(({ message }) => message.job === report.job);
    const refused = report.type === 'result' && report.stage === 'rejected';
    if (!refused)
      throw new Violation(
        'orders-heeded',
        `job ${report.job} is ${report.stage}, and should have been refused with ${ticket?.fault}`,
      );
    if (report.fault === ticket?.fault) {
      this.state = { ...this.state, refusedJob: Math.max(report.job, this.state.refusedJob) };
      return;
    }
    if (report.fault !== 'ticket_replayed' || report.job > this.state.refusedJob)
      throw new Violation('orders-heeded', `job ${report.job} is refused with ${report.fault}, not ${ticket?.fault}`);
  }

  private spoil(message: BlockMessage): BlockMessage {
    if (message.type !== 'block' || this.spoilt.has(message.block)) return message;
    this.spoilt.add(message.block);
    const ciphertext = message.ciphertext.slice();
    ciphertext[ciphertext.length - 1]! ^= 1;
    return { ...message, ciphertext };
  }
}

/** After the order to forget its keys a device takes no ticket, however sound it is. */
function refusesLater(report: Exclude<Report, { type: 'hello' }>): void {
  if (report.type !== 'result' || report.stage !== 'rejected' || report.fault !== 'disposal_ordered')
    throw new Violation('disposal-in-order', `the ticket after the order is ${report.stage}`);
}

const messagesOf = (tickets: readonly HostileTicket[] = []): Order[] => tickets.map(({ message }) => message);
