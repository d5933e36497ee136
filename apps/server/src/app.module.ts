import { Module, type DynamicModule } from '@nestjs/common';

import { DeviceFaceModule } from '@twinbank/device-face';
import { OperatorFaceModule } from '@twinbank/operator-face';
import { ResourcesModule } from '@twinbank/ports';
import { StoredReleasesModule } from '@twinbank/stored-releases';

import { brokerOf } from './broker-of.js';
import type { Composition } from './composition/composition.js';

/** The whole server: its resources, the device face, and the operator face. */
@Module({})
export class AppModule {
  static of(composition: Composition): DynamicModule {
    const { config } = composition;
    return {
      module: AppModule,
      imports: [
        ResourcesModule.of(composition),
        StoredReleasesModule,
        DeviceFaceModule.of((admit) => brokerOf(config, admit)),
        OperatorFaceModule.of(config),
      ],
    };
  }
}
