import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { Jobs } from '@twinbank/database';

import { DeviceDirectory } from '../admission/device-directory.js';
import { TransferCache } from '../delivery/transfer-cache.js';
import { AttendanceWatch, type ClockStep, type Reactions } from './attendance-watch.js';

/** Drops cached data that others may have changed, after this server was away or its clock was moved. */
@Injectable()
export class AbsenceRecovery implements Reactions, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly watch: AttendanceWatch,
    private readonly directory: DeviceDirectory,
    private readonly transfers: TransferCache,
    private readonly jobs: Jobs,
  ) {}

  /** The server was away: others may have changed what is cached here. */
  readonly returned = (): void => {
    this.directory.distrust();
    this.transfers.distrust();
  };

  /** The clock was moved: adjusts the deadlines, so that no attempt ends early or lives longer because of it. */
  readonly stepped = (step: ClockStep): Promise<number> => this.jobs.heedClockStep(step);

  onApplicationBootstrap(): void {
    this.watch.start(this);
  }

  onModuleDestroy(): void {
    this.watch.stop();
  }
}
