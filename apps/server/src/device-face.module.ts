import { Module } from '@nestjs/common';

import { Admission, BrokerState, CampaignRunner, DeviceWork } from '@twinbank/ports';

import { DeviceAdmission } from './admission/device-admission.js';
import { DeviceDirectory } from './admission/device-directory.js';
import { DeviceKeys } from './admission/device-keys.js';
import { DoorBook } from './admission/door-book.js';
import { FaultJournal } from './admission/fault-journal.js';
import { AttendanceWatch } from './attendance/attendance-watch.js';
import { Return } from './attendance/return.js';
import { brokerOf } from './broker-of.js';
import { CONFIG } from './composition/composition.module.js';
import { Delivery } from './delivery/delivery.service.js';
import { ReleaseStreams } from './delivery/release-streams.js';
import { TransferCache } from './delivery/transfer-cache.js';
import { DEVICE_BROKER } from './device-broker.token.js';
import { DeviceGate } from './device-gate.js';
import { DeviceLabour } from './device-labour.js';
import { MessageDesk } from './message-desk.js';
import { PresenceReconciler } from './reports/presence-reconciler.js';
import { Presence } from './reports/presence.service.js';
import { ReportSifter } from './reports/report-sifter.js';
import { ReportWriter } from './reports/report-writer.js';
import { Reports } from './reports/reports.service.js';
import { Aftermath } from './rollout/aftermath.js';
import { AttemptDesk } from './rollout/attempt-desk.js';
import { CampaignDriver } from './rollout/campaign-driver.js';
import { OverdueSweep } from './rollout/overdue-sweep.js';
import { Planner } from './rollout/planner.js';
import { RolloutRunner } from './rollout/rollout-runner.js';
import { TicketOffice } from './rollout/ticket-office.js';
import { TicketRound } from './rollout/ticket-round.js';
import { WakeList } from './rollout/wake-list.js';

const ATTENDANCE = [AttendanceWatch, Return];
const ADMISSION = [DeviceDirectory, DeviceKeys, DeviceAdmission, FaultJournal, DoorBook];
const DELIVERY = [ReleaseStreams, TransferCache, Delivery];
const REPORTS = [ReportSifter, ReportWriter, Reports, Presence, PresenceReconciler];
const ROLLOUT = [
  WakeList,
  TicketOffice,
  AttemptDesk,
  Aftermath,
  Planner,
  TicketRound,
  CampaignDriver,
  OverdueSweep,
  RolloutRunner,
];

/** Everything that talks to devices. The operators' face sees four small doors of it. */
@Module({
  providers: [
    ...ADMISSION,
    ...DELIVERY,
    ...REPORTS,
    ...ROLLOUT,
    ...ATTENDANCE,
    MessageDesk,
    DeviceLabour,
    DeviceGate,
    { provide: DEVICE_BROKER, useFactory: brokerOf, inject: [CONFIG, DeviceAdmission] },
    { provide: Admission, useExisting: DeviceAdmission },
    { provide: CampaignRunner, useExisting: RolloutRunner },
    { provide: BrokerState, useExisting: DeviceGate },
    { provide: DeviceWork, useExisting: DeviceLabour },
  ],
  exports: [Admission, CampaignRunner, BrokerState, DeviceWork],
})
export class DeviceFaceModule {}
