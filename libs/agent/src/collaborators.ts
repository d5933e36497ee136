import type { Mcu } from '@twinbank/mcu';
import type { DeviceStatus, DeviceTime } from '@twinbank/protocol';

import type { AgentConfig } from './agent-config.js';
import { CompanionCare } from './companions/companion-care.js';
import { Companions } from './companions/companion-goals.js';
import { Connection } from './connection.js';
import { BankView, statusOf } from './device-status.js';
import { CurrentJob } from './job/current-job.js';
import { JobFigures } from './job/job-figures.js';
import { JobReports } from './job/job-reports.js';
import { Receipts } from './job/receipts.js';
import { Journal, type JobEnd } from './journal/journal.js';
import { journalMedium } from './journal/nvm-layout.js';
import { Outbox } from './outbox.js';
import { BankSections } from './sections/bank-sections.js';
import { RamPlan } from './sections/ram-plan.js';
import { RamValues } from './sections/ram-values.js';
import { Resets } from './resets.js';
import { BootChoice } from './swap/boot-choice.js';
import { Swapper } from './swap/swapper.js';
import { ServerTime } from './swap/maintenance-window.js';
import { defaultTasks } from './swap/task-table.js';
import { Trust } from './trust/trust.js';

/** Collaborators of an agent that can be replaced: proofs replace them by ones that are broken on purpose. */
export interface ReplaceableCollaborators {
  readonly journal?: Journal;
  readonly boot?: BootChoice;
  readonly values?: RamValues;
  readonly plans?: RamPlan;
  readonly companions?: Companions;
}

/**
 * What the phases of an update work with. Each phase declares the collaborators that it uses, and cannot reach others.
 * They live as long as the program in the device runs; a reset ends them.
 */
export interface Collaborators {
  readonly mcu: Mcu;
  readonly config: AgentConfig;
  readonly journal: Journal;
  /** What the banks hold. */
  readonly banks: BankView;
  /** Which bank a reset starts. */
  readonly boot: BootChoice;
  readonly swapper: Swapper;
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly reports: JobReports;
  readonly figures: JobFigures;
  readonly job: CurrentJob;
  readonly resets: Resets;
  /** Where moments of the server lie in the device's time. */
  readonly serverTime: ServerTime;
  /** Whose signatures count. */
  readonly trust: Trust;
  /** What the other chips on the board have to hold. */
  readonly companions: Companions;
  /** How things are now, for a receipt. */
  readonly endNow: () => JobEnd;
  /** Sees to that between jobs. */
  readonly care: CompanionCare;
}

/** Makes the collaborators for a device that has booted. */
export function collaboratorsOf(
  mcu: Mcu,
  config: AgentConfig,
  { journal = new Journal(journalMedium(mcu)), boot = new BootChoice(mcu), ...replaced }: ReplaceableCollaborators = {},
): Collaborators {
  const sections = new BankSections(mcu, journal);
  const banks = new BankView(mcu, journal);
  const swapper = new Swapper(mcu, {
    sections,
    values: replaced.values ?? new RamValues(mcu, sections),
    plans: replaced.plans ?? new RamPlan(mcu, sections, banks, journal),
    tasks: config.tasks ?? defaultTasks(mcu.spec.family),
    rng: config.rng,
    marginUs: config.slotMarginUs,
    program: config.program,
  });
  const outbox = new Outbox(config.start);
  const figures = new JobFigures(mcu);
  const endNow = (): JobEnd => ({
    active: mcu.flash.activeBank,
    held: [banks.holdsRecord(1), banks.holdsRecord(2)],
    time: timeOf(config),
  });
  const companions = replaced.companions ?? new Companions({ mcu, sections, journal, ports: config.companions });
  const status = (): DeviceStatus => statusOf(mcu, config, { journal, banks, companions });
  const { attributes } = config;
  const receipts = new Receipts(journal, config);
  const reports = new JobReports({ outbox, figures, status, receipts, attributes, endNow });
  const job = new CurrentJob({ journal, banks, figures, reports, endNow });
  const resets = new Resets({ job, figures, outbox });
  const connection = new Connection();
  return {
    ...{ mcu, config, journal, banks, boot, swapper, connection, outbox, reports, figures, job, resets, companions },
    care: new CompanionCare({ mcu, job, companions, reports, connection, resets }),
    endNow,
    serverTime: new ServerTime(mcu, config),
    trust: new Trust(config, journal, mcu.flash),
  };
}

/** The device's own time: by its clock if it has one, else by its count of starts if it keeps one. */
function timeOf({ unixMs, start }: AgentConfig): DeviceTime {
  if (unixMs) return { kind: 'clock', unixMs: unixMs() };
  return start === undefined ? { kind: 'none' } : { kind: 'start', start };
}
