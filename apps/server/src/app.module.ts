import { Module, type DynamicModule, type Type } from '@nestjs/common';

import { AuthModule } from './auth/auth.module.js';
import { BrokerAuthModule } from './broker-auth/broker-auth.module.js';
import { CampaignsModule } from './campaigns/campaigns.module.js';
import { CompositionModule, type Composition } from './composition/composition.module.js';
import { DevicesModule } from './devices/devices.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { ProductsModule } from './products/products.module.js';
import { ReleasesModule } from './releases/releases.module.js';

/** The whole server: what it has one of, the device face, and the operators' face. */
@Module({})
export class AppModule {
  /** @param deviceFace provides and exports `Admission`, `CampaignRunner` and `BrokerState` */
  static of(composition: Composition, deviceFace: Type): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CompositionModule.of(composition),
        { module: deviceFace, global: true },
        AuthModule,
        EventsModule,
        ProductsModule,
        ReleasesModule,
        DevicesModule,
        CampaignsModule,
        BrokerAuthModule,
        HealthModule,
      ],
    };
  }
}
