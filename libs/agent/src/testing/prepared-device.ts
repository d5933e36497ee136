import { TrustedKeys } from '@twinbank/keys';
import { Mcu, type McuOptions } from '@twinbank/mcu';
import { PART_SPECS, type PartName } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';
import { isReport, type DeviceReport } from '@twinbank/protocol';
import { DEVICE_ID, DEVICE_ROOT } from '@twinbank/testkit/mini-server';
import { sampleRelease, type SampleImage } from '@twinbank/testkit/sample-image';

import type { AgentConfig } from '../agent-config.js';
import type { AgentEffect } from '../agent-event.js';
import { collaboratorsOf, type Collaborators } from '../collaborators.js';
import { bankRecordOf } from '../download/download.js';
import { Journal, type JobRecord } from '../journal/journal.js';
import { journalMedium } from '../journal/nvm-layout.js';

/** What a device holds when its agent starts. */
export interface Prepared {
  readonly part?: PartName;
  /** Of the image in bank 1 (1.0.0) and in bank 2 (1.1.0), where they are not the sample's. */
  readonly images?: readonly [Partial<SampleImage>, Partial<SampleImage>];
  /** The bank that runs; default 1. Without `bfb2` as a swap leaves it: a reset starts bank 1. */
  readonly running?: 1 | 2;
  /** Which bank the option bytes select: 0 for bank 1, 1 for bank 2. Default 0. */
  readonly bfb2?: 0 | 1;
  /** The job in the journal; its stage is needed, the rest are the sample's terms: from bank 1 to bank 2. */
  readonly job?: Partial<JobRecord> & Pick<JobRecord, 'stage'>;
  readonly config?: Partial<AgentConfig>;
  readonly mcu?: Partial<McuOptions>;
}

/** A device between two steps of an update: banks, option bytes and journal as the step before left them. */
export class PreparedDevice {
  readonly mcu: Mcu;
  /** What the phases of an agent work with that starts now. */
  readonly own: Collaborators;

  constructor({ part = 'STM32G474', images, running = 1, bfb2 = 0, job, config, mcu: options }: Prepared = {}) {
    const bankBytes = 16 * Math.max(2048, PART_SPECS[part].flash.pageBytes);
    this.mcu = new Mcu({ part, bankBytes, ...options });
    const { flash, optionBytes } = this.mcu;
    const held = [
      sampleRelease({ part, version: '1.0.0', counter: 1, bytes: 6208, ...images?.[0] }),
      sampleRelease({ part, version: '1.1.0', counter: 2, bytes: 6272, ...images?.[1] }),
    ] as const;
    optionBytes.factoryProgram({ bfb2 });
    held.forEach(({ stream }, i) => flash.factoryLoad(i === 0 ? 1 : 2, stream.subarray(64)));
    this.mcu.powerOn();
    this.mcu.syscfg.reset(running === 2 ? 1 : 0, 'flash');
    flash.unlock();
    const { journal } = this;
    held.forEach(({ manifest }, i) => journal.recordBank(i === 0 ? 1 : 2, bankRecordOf(manifest)));
    journal.raiseCounter(1);
    if (job) journal.begin({ ...SAMPLE_TERMS, ...job }, 1);
    this.own = collaboratorsOf(this.mcu, {
      ...{ deviceId: DEVICE_ID, product: 'motor', hardware: 'rev-a', deviceRoot: DEVICE_ROOT },
      ...{ manifestKeys: new TrustedKeys([]), ticketKeys: new TrustedKeys([]), rng: seededRng('prepared') },
      ...config,
    });
  }

  /** What is in the journal now, read anew. */
  get journal(): Journal {
    return new Journal(journalMedium(this.mcu));
  }

  /** The reports since the last call. */
  reports(): DeviceReport[] {
    return this.effects().flatMap((effect) => (effect.type === 'report' ? [effect.report] : []));
  }

  /** What the agent asked for since the last call: reports by their stage, resets by their cause. */
  told(): string[] {
    return this.effects().map((effect) => {
      if (effect.type === 'reset') return `reset ${effect.cause}`;
      if (effect.type !== 'report' || effect.report.type === 'health') return effect.type;
      return isReport(effect.report) ? String(effect.report.stage) : effect.report.type;
    });
  }

  private effects(): AgentEffect[] {
    return this.own.outbox.take();
  }
}

/** The terms of the sample's job. */
const SAMPLE_TERMS: Omit<JobRecord, 'stage'> = {
  ...{ job: 1, transfer: 100, ticketDigest: new Uint8Array(32).fill(3), target: 2 },
  ...{ policy: 'mirror', mode: 'live', onNoSlot: 'fail', slotDeadlineMs: 60_000, confirmTimeoutMs: 5000 },
};
