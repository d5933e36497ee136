import { Module, type DynamicModule } from '@nestjs/common';

import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BrokerAuthModule } from './broker-auth/broker-auth.module.js';
import { CampaignsModule } from './campaigns/campaigns.module.js';
import { DeviceKeysModule } from './device-keys/device-keys.module.js';
import { DevicesModule } from './devices/devices.module.js';
import { EventsModule } from './events/events.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { HealthModule } from './health/health.module.js';
import { OidcModule } from './oidc/oidc.module.js';
import { OperatorSettingsModule, type OperatorSettings } from './operator-settings.js';
import { PeopleModule } from './people/people.module.js';
import { ProductsModule } from './products/products.module.js';
import { ProjectsModule } from './projects/projects.module.js';
import { ReleasesModule } from './releases/releases.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { SelectionsModule } from './selections/selections.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/**
 * The whole operator face. It needs `ResourcesModule`, `StoredReleasesModule`, and a global module that provides the
 * classes of the device side that @twinbank/ports declares.
 */
@Module({})
export class OperatorFaceModule {
  static of(settings: OperatorSettings): DynamicModule {
    return {
      module: OperatorFaceModule,
      imports: [
        OperatorSettingsModule.of(settings),
        AuthModule,
        PeopleModule,
        OidcModule,
        AuditModule,
        EventsModule,
        ProjectsModule,
        ProductsModule,
        ReleasesModule,
        DevicesModule,
        DeviceKeysModule,
        CampaignsModule,
        GroupsModule,
        ReportsModule,
        BrokerAuthModule,
        HealthModule,
        RetentionModule,
        SelectionsModule,
        WebhooksModule,
      ],
    };
  }
}
