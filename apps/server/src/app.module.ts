import { Module, type DynamicModule, type Type } from '@nestjs/common';

import { OperatorFaceModule } from '@twinbank/operator-face';
import { StoredReleasesModule } from '@twinbank/stored-releases';

import { CompositionModule, type Composition } from './composition/composition.module.js';

/** The whole server: what it has one of, the device face, and the operators' face. */
@Module({})
export class AppModule {
  /** @param deviceFace provides and exports what @twinbank/ports names of the device side */
  static of(composition: Composition, deviceFace: Type): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CompositionModule.of(composition),
        StoredReleasesModule,
        { module: deviceFace, global: true },
        OperatorFaceModule.of(composition.config),
      ],
    };
  }
}
