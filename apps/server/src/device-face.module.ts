import { Module } from '@nestjs/common';

import { DeviceAdmission } from './admission/device-admission.js';
import { DeviceDirectory } from './admission/device-directory.js';
import { DeviceKeys } from './admission/device-keys.js';
import { FaultJournal } from './admission/fault-journal.js';
import { brokerOf } from './broker-of.js';
import { Admission, BrokerState, CampaignRunner } from './composition/device-face.js';
import { CONFIG } from './composition/tokens.js';
import { Delivery } from './delivery/delivery.service.js';
import { ReleaseStreams } from './delivery/release-streams.js';
import { TransferCache } from './delivery/transfer-cache.js';
import { DEVICE_BROKER } from './device-broker.token.js';
import { DeviceGate } from './device-gate.js';
import { MessageDesk } from './message-desk.js';
import { Presence } from './reports/presence.service.js';
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

const ADMISSION = [DeviceDirectory, DeviceKeys, DeviceAdmission, FaultJournal];
const DELIVERY = [ReleaseStreams, TransferCache, Delivery];
const REPORTS = [ReportWriter, Reports, Presence];
const ROLLOUT = [WakeList, TicketOffice, AttemptDesk, Aftermath, Planner, TicketRound, CampaignDriver, OverdueSweep, RolloutRunner];

/** Everything that talks to devices. The operators' face sees three small doors of it. */
@Module({
  providers: [
    ...ADMISSION,
    ...DELIVERY,
    ...REPORTS,
    ...ROLLOUT,
    MessageDesk,
    DeviceGate,
    { provide: DEVICE_BROKER, useFactory: brokerOf, inject: [CONFIG, DeviceAdmission] },
    { provide: Admission, useExisting: DeviceAdmission },
    { provide: CampaignRunner, useExisting: RolloutRunner },
    { provide: BrokerState, useExisting: DeviceGate },
  ],
  exports: [Admission, CampaignRunner, BrokerState],
})
export class DeviceFaceModule {}
