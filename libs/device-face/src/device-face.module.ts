import { Module, type DynamicModule } from '@nestjs/common';

import type { DeviceBroker } from '@twinbank/broker';
import { Admission, BrokerState, CampaignRunner, DeviceFaults, DeviceWork } from '@twinbank/ports';

import { DeviceAdmission } from './admission/device-admission.js';
import { DeviceDirectory } from './admission/device-directory.js';
import { DeviceKeys } from './admission/device-keys.js';
import { KeySweep } from './admission/key-sweep.js';
import { KeyTurnover } from './admission/key-turnover.js';
import { DeviceTroubleLog } from './admission/device-trouble-log.js';
import { DeviceFaultLog } from './admission/device-fault-log.js';
import { AttendanceWatch } from './attendance/attendance-watch.js';
import { AbsenceRecovery } from './attendance/absence-recovery.js';
import { BlockSources } from './delivery/block-sources.js';
import { ByteBudgets } from './delivery/byte-budgets.js';
import { Delivery } from './delivery/delivery.service.js';
import { ReleaseStreams } from './delivery/release-streams.js';
import { TransferCache } from './delivery/transfer-cache.js';
import { DisposalHellos } from './disposal/disposal-hellos.js';
import { DisposalKeeper } from './disposal/disposal-keeper.js';
import { DisposalNotice } from './disposal/disposal-notice.js';
import { DisposalReceipts } from './disposal/disposal-receipts.js';
import { DisposalSender } from './disposal/disposal-sender.js';
import { DEVICE_BROKER } from './device-broker.token.js';
import { DeviceFaceLifecycle } from './device-face-lifecycle.js';
import { DeviceWorkStatus } from './device-work-status.js';
import { KeySetSender } from './key-sets/key-set-sender.js';
import { MessageRouter } from './message-router.js';
import { HealthKeeper } from './reports/health-keeper.js';
import { PresenceReconciler } from './reports/presence-reconciler.js';
import { Presence } from './reports/presence.service.js';
import { ReceiptKeeper } from './reports/receipt-keeper.js';
import { ReportBatches } from './reports/report-batches.js';
import { ReportSifter } from './reports/report-sifter.js';
import { ReportWriter } from './reports/report-writer.js';
import { Reports } from './reports/reports.service.js';
import { ReportFollowUp } from './rollout/report-follow-up.js';
import { JobAttempts } from './rollout/job-attempts.js';
import { DeadlineSweep } from './rollout/deadline-sweep.js';
import { CampaignDriver } from './rollout/campaign-driver.js';
import { OverdueSweep } from './rollout/overdue-sweep.js';
import { Planner } from './rollout/planner.js';
import { RolloutRunner } from './rollout/rollout-runner.js';
import { SoakSweep } from './rollout/soak-sweep.js';
import { TicketPublisher } from './rollout/ticket-publisher.js';
import { TicketRound } from './rollout/ticket-round.js';
import { WakeList } from './rollout/wake-list.js';

const ATTENDANCE = [AttendanceWatch, AbsenceRecovery];
const ADMISSION = [
  DeviceDirectory,
  DeviceKeys,
  KeyTurnover,
  KeySweep,
  DeviceAdmission,
  DeviceFaultLog,
  DeviceTroubleLog,
];
const DELIVERY = [ReleaseStreams, TransferCache, BlockSources, ByteBudgets, Delivery];
const REPORTS = [
  ReceiptKeeper,
  HealthKeeper,
  ReportSifter,
  ReportWriter,
  ReportBatches,
  Reports,
  Presence,
  PresenceReconciler,
];
const ROLLOUT = [
  WakeList,
  TicketPublisher,
  JobAttempts,
  ReportFollowUp,
  Planner,
  TicketRound,
  CampaignDriver,
  OverdueSweep,
  SoakSweep,
  DeadlineSweep,
  RolloutRunner,
];

/**
 * Makes the broker. It is given the function that admits a device by its password: undefined admits, else the fault
 * code.
 */
export type BrokerFactory = (admit: DeviceAdmission['authenticate']) => DeviceBroker;

/**
 * Everything that talks to devices. It needs `ResourcesModule` and `StoredReleasesModule`; the operator face sees
 * only what @twinbank/ports names.
 */
@Module({
  providers: [
    ...ADMISSION,
    ...DELIVERY,
    KeySetSender,
    DisposalSender,
    DisposalNotice,
    DisposalHellos,
    DisposalReceipts,
    DisposalKeeper,
    ...REPORTS,
    ...ROLLOUT,
    ...ATTENDANCE,
    MessageRouter,
    DeviceWorkStatus,
    DeviceFaceLifecycle,
    { provide: Admission, useExisting: DeviceAdmission },
    { provide: CampaignRunner, useExisting: RolloutRunner },
    { provide: BrokerState, useExisting: DeviceFaceLifecycle },
    { provide: DeviceWork, useExisting: DeviceWorkStatus },
    { provide: DeviceFaults, useExisting: DeviceFaultLog },
  ],
  exports: [Admission, CampaignRunner, BrokerState, DeviceWork, DeviceFaults],
})
export class DeviceFaceModule {
  /** @param brokerOf makes the embedded broker, or the connection to an external one */
  static of(brokerOf: BrokerFactory): DynamicModule {
    const broker = {
      provide: DEVICE_BROKER,
      useFactory: (admission: DeviceAdmission) =>
        brokerOf((deviceId, password) => admission.authenticate(deviceId, password)),
      inject: [DeviceAdmission],
    };
    return { module: DeviceFaceModule, global: true, providers: [broker] };
  }
}
