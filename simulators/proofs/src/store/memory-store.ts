import { MemoryCampaigns } from './memory-campaigns.js';
import { MemoryDevices } from './memory-devices.js';
import { MemoryJobs } from './memory-jobs.js';
import { MemoryPlans } from './memory-plans.js';
import { Tables } from './tables.js';
import { ENGINE, type Engine } from './engine.js';

/** The database in memory. `store.contract.medium-spec.ts` compares it with the real one. */
export class MemoryStore {
  readonly tables: Tables;
  readonly campaigns: MemoryCampaigns;
  readonly devices: MemoryDevices;
  readonly jobs: MemoryJobs;
  readonly plans: MemoryPlans;

  /** @param nowMs the store's own clock */
  constructor(nowMs: () => number, engine: Engine = ENGINE) {
    this.tables = new Tables(nowMs, engine);
    this.campaigns = new MemoryCampaigns(this.tables);
    this.devices = new MemoryDevices(this.tables);
    this.jobs = new MemoryJobs(this.tables);
    this.plans = new MemoryPlans(this.tables, this.campaigns);
  }
}
