import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

import type { Database } from '@twinbank/database';
import type { KeyRing } from '@twinbank/keys';
import { DATABASE, KEY_RING } from '@twinbank/ports';

import { Needs } from '../auth/needs.js';
import { masterEpochs } from './master-epochs.js';

/** A master key of the ring, by its epoch, and the devices that belong to it. */
export class MasterEpochAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, example: 2 })
  epoch!: number;
  @ApiProperty({ description: 'Whether it is the one that new root keys come from: the newest of the ring.' })
  isCurrent!: boolean;
  @ApiProperty({
    type: 'integer',
    description: 'Devices whose root key in use comes from it, deactivated ones too, but none whose end was ordered.',
  })
  devices!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Of these, those that were re-keyed to the current epoch and have not signed in with the new key yet.',
  })
  moving!: number;
}

/** The master keys of the ring. */
export class MasterKeysAnswer {
  @ApiProperty({ type: [MasterEpochAnswer], description: 'The newest first.' })
  epochs!: MasterEpochAnswer[];
}

@ApiTags('devices')
@Controller('master-keys')
export class MasterKeysController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  @Get()
  @Needs('server.read')
  @ApiOperation({
    summary: 'The epochs of the master keys, and how many devices of all projects belong to each.',
    description:
      'A device keeps the epoch that it was provisioned with until it is re-keyed (docs/keys.md). The counts are kept as keys change, so that asking costs the same however many devices there are. No key is shown.',
  })
  @ApiOkResponse({ type: MasterKeysAnswer })
  async show(): Promise<MasterKeysAnswer> {
    const counts = await this.database.deviceKeyCounts.all();
    const ring = this.keyRing.masters.map(({ epoch }) => epoch);
    return { epochs: masterEpochs(ring, counts).map((each) => ({ ...each })) };
  }
}
