import { Injectable } from '@nestjs/common';

import { OverdueSweep } from './overdue-sweep.js';
import { SoakSweep } from './soak-sweep.js';

/** Ends what has come to its time: attempts that are overdue, and soaks that are over. */
@Injectable()
export class DeadlineSweep {
  constructor(
    private readonly overdue: OverdueSweep,
    private readonly soaks: SoakSweep,
  ) {}

  async sweep(): Promise<void> {
    await this.overdue.sweep();
    await this.soaks.sweep();
  }
}
