import type { Manifest } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';

import type { Connection } from '../connection.js';
import type { CurrentJob } from '../job/current-job.js';
import type { JobReports } from '../job/job-reports.js';
import type { Resets } from '../resets.js';
import type { Refusal } from '../ticket/ticket-check.js';
import type { Companions } from './companion-goals.js';
import { CompanionWork } from './companion-work.js';

/** What this works with. */
interface OfCare {
  readonly mcu: Mcu;
  readonly job: CurrentJob;
  readonly companions: Companions;
  readonly reports: JobReports;
  readonly connection: Connection;
  readonly resets: Resets;
}

/**
 * Between jobs: sees that the chips beside the microcontroller fit to the image that runs. After a start, a job, and a connect, as there
 * may have been a cut, a swap back, or a chip that was changed at a bench. During a job the take-over does this.
 */
export class CompanionCare {
  /** When this needs its next timer event. */
  dueUs = Infinity;
  private work: CompanionWork | undefined;
  /** For which bank and which job the chips fit, or were given up. */
  private settled: string | undefined;

  constructor(private readonly on: OfCare) {}

  /** The device is connected, or was given an order: a chip that was given up is tried once more. */
  connected(): void {
    if (this.on.companions.gaveUp) this.settled = undefined;
  }

  /** Whether a chip runs what an image brought that was not kept. The last job and the other bank alone say so, and must stay as they are. */
  get owes(): boolean {
    return this.on.companions.owed().length > 0;
  }

  /**
   * Why no order for this release is taken now: with it, what is to be undone would be forgotten. The chip is tried once more meanwhile. A
   * chip that was given up holds back no release that brings it something: that one says what it runs, and may be what mends it.
   */
  holdsBack({ sections }: Pick<Manifest, 'sections'>): Refusal | undefined {
    const { companions } = this.on;
    const brought = new Set(companions.gaveUp ? sections.map(({ target }) => target) : []);
    const chip = companions.owed().find((target) => !brought.has(target));
    if (chip === undefined) return undefined;
    this.connected();
    return { code: 'companion_failed', detail: `the chip ${chip} still runs what an image brought that was not kept` };
  }

  /** Does what is due. Called after each event. */
  tend(): void {
    const { companions, job, resets } = this.on;
    if (companions.ports.length === 0 || resets.isPending) return;
    if (job.open) {
      this.drop();
      return;
    }
    if (this.settled === this.present) return;
    this.work ??= new CompanionWork(this.on.mcu, companions.toFit());
    const answer = this.work.step();
    if (answer === 'going-on') {
      this.dueUs = this.work.dueUs;
      return;
    }
    const before = companions.gaveUp;
    this.drop();
    this.settled = this.present;
    companions.gaveUp = answer !== 'done';
    if (before !== companions.gaveUp) this.tell();
  }

  private get present(): string {
    const { mcu, job } = this.on;
    return `${mcu.flash.activeBank}/${job.record?.job}/${job.record?.stage}`;
  }

  private drop(): void {
    this.work = undefined;
    this.settled = undefined;
    this.dueUs = Infinity;
  }

  private tell(): void {
    if (this.on.connection.isUp) this.on.reports.hello(this.on.job.record);
  }
}
