import type { Payload } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';
import { equalBytes } from '@twinbank/primitives';
import { COMPANIONS_MAX, type CompanionReport } from '@twinbank/protocol';

import type { Journal } from '../journal/journal.js';
import type { BankSections } from '../sections/bank-sections.js';
import type { CompanionPort } from './companion-port.js';

type Bank = 1 | 2;

/**
 * What is to become of a chip. `prepare`: it holds a payload, running or spare. `run`: it runs the payload. `undo`: it no longer runs the
 * payload, but what it ran before.
 */
export interface CompanionGoal {
  readonly kind: 'prepare' | 'run' | 'undo';
  readonly port: CompanionPort;
  /** The payload, and the bank in which it lies. */
  readonly payload: Payload;
  readonly bank: Bank;
}

/**
 * What the chips beside the microcontroller have to hold, by the image that runs and by the last job alone. Nothing is written down for
 * them: the payload lies in the same bank as the code, so whichever code runs says what belongs to it, after any cut.
 */
export class Companions {
  readonly ports: readonly CompanionPort[];
  /** Whether the agent gave up on a chip since the start. */
  gaveUp = false;

  constructor(
    private readonly on: {
      readonly mcu: Mcu;
      readonly sections: BankSections;
      readonly journal: Journal;
      readonly ports: readonly CompanionPort[] | undefined;
    },
  ) {
    this.ports = (on.ports ?? []).slice(0, COMPANIONS_MAX);
  }

  /**
   * Before the swap: first the chips are as the running image wants them, which a failed undo may have left otherwise; then each has
   * what the other bank's image brings it.
   */
  beforeSwap(): CompanionGoal[] {
    const brought = this.goals('prepare', this.on.mcu.flash.otherBank);
    return brought.length === 0 ? [] : [...this.toFit(), ...brought];
  }

  /** After the swap, before the self-test. */
  afterSwap(): CompanionGoal[] {
    return this.goals('run', this.on.mcu.flash.activeBank);
  }

  /** So that the chips fit to the image that runs: after a start, and after the end of a job. */
  toFit(): CompanionGoal[] {
    const { activeBank, otherBank } = this.on.mcu.flash;
    const wanted = this.goals('run', activeBank);
    if (!this.cameBack()) return wanted;
    const named = wanted.map(({ port }) => port.target);
    return [...wanted, ...this.goals('undo', otherBank).filter(({ port }) => !named.includes(port.target))];
  }

  /** The chips that run what an image brought that was not kept, as they show now. One that does not answer shows nothing. */
  owed(): string[] {
    const goals = this.toFit().filter(({ kind }) => kind === 'undo');
    return goals.filter((goal) => nextStep(goal) === 'activate').map(({ port }) => port.target);
  }

  /** How each chip stands to the image that runs, for a report. */
  report(): CompanionReport[] {
    const { activeBank } = this.on.mcu.flash;
    const goals = this.toFit();
    return this.ports.map((port) => {
      const goal = goals.find((one) => one.port === port);
      const named = this.broughtBy(activeBank).some(({ target }) => target === port.target);
      if (!goal) return { target: port.target, state: 'unnamed' };
      if (nextStep(goal) === 'none') return { target: port.target, state: named ? 'current' : 'unnamed' };
      return { target: port.target, state: this.gaveUp ? 'failed' : 'pending' };
    });
  }

  /** True if the last job ended, or ends, with the old image back. Then the other bank's image ran, and its payloads may run still. */
  private cameBack(): boolean {
    const job = this.on.journal.job();
    if (!job || job.target !== this.on.mcu.flash.otherBank) return false;
    return job.stage === 'reverting' || job.stage === 'reverted' || job.fault === 'image_not_bootable';
  }

  private broughtBy(bank: Bank): readonly Payload[] {
    if (this.ports.length === 0) return [];
    return this.on.sections.of(bank)?.payloads.filter(({ type }) => type === 'companion') ?? [];
  }

  private goals(kind: CompanionGoal['kind'], bank: Bank): CompanionGoal[] {
    return this.broughtBy(bank).flatMap((payload) => {
      const port = this.ports.find(({ target }) => target === payload.target);
      return port ? [{ kind, port, payload, bank }] : [];
    });
  }
}

/** What is the next thing to do for a goal. `silent`: the chip does not answer. */
export type CompanionStep = 'none' | 'write' | 'activate' | 'silent';

/** By what the chip holds now, and nothing else. */
export function nextStep({ kind, port, payload }: CompanionGoal): CompanionStep {
  const held = port.look();
  if (!held) return 'silent';
  const runs = isPayload(held.active, payload);
  if (kind === 'undo') return runs && held.spare ? 'activate' : 'none';
  if (runs) return 'none';
  if (!isPayload(held.spare, payload)) return 'write';
  return kind === 'run' ? 'activate' : 'none';
}

const isPayload = (digest: Uint8Array | undefined, { sha256 }: Payload): boolean =>
  digest !== undefined && equalBytes(digest, sha256);
