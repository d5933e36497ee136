import { ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';

import {
  DEVICE_STATES,
  revisionOf,
  type Device,
  type DeviceState,
  type Disposal,
  type KnownHealth,
} from '@twinbank/database';
import { IsName, IsRelease } from '@twinbank/http';
import type { AttributeValue } from '@twinbank/protocol';

import { ListQuery, PageAnswer } from '../lists/list-query.js';
import { ApiRevision } from '../http/revision.dto.js';
import { DisposalAnswer, disposalAnswer } from './disposal/disposal.dto.js';
import { HealthAnswer, KeySetRefusalAnswer, healthAnswer, StatusAnswer } from './device-status.dto.js';

/** Filter for a list of devices; all given conditions must hold. */
export class DeviceQuery extends ListQuery {
  @ApiPropertyOptional()
  @IsOptional()
  @IsName()
  product?: string;

  @ApiPropertyOptional({ description: 'Hardware revision.' })
  @IsOptional()
  @IsName()
  hardware?: string;

  @ApiPropertyOptional({ enum: DEVICE_STATES })
  @IsOptional()
  @IsIn(DEVICE_STATES)
  state?: DeviceState;

  @ApiPropertyOptional({ description: 'Version that runs.' })
  @IsOptional()
  @IsRelease()
  version?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  online?: boolean;
}

/** Filter for a password file. It has no state, because inactive devices are in no file, and no pages. */
export class BrokerPasswordQuery extends PickType(DeviceQuery, ['product', 'hardware']) {}

/** What runs on a device, according to its last report. */
export class RunningAnswer {
  @ApiProperty({ enum: [1, 2] })
  bank!: number;
  @ApiProperty()
  version!: string;
  @ApiProperty({ description: 'SHA-256, hex, of the code.' })
  digest!: string;
  @ApiProperty({ description: 'Whether it passed its self-test.' })
  confirmed!: boolean;
}

/**
 * A connection that was refused to a client that gave the name of a device. It need not be that device: anyone can
 * claim a name.
 */
export class RefusalAnswer {
  @ApiProperty({ example: 'token_expired' })
  code!: string;
  @ApiPropertyOptional({ description: 'Where it came from; not known of a broker outside.' })
  address?: string;
  @ApiProperty({ format: 'date-time' })
  at!: string;
}

/** A root key that a device was given and has not signed in with yet. */
export class NextKeyAnswer {
  @ApiProperty({ description: 'Epoch of the master key that it comes from.' })
  epoch!: number;
  @ApiProperty({ description: 'How often the device was re-keyed before it.' })
  generation!: number;
  @ApiProperty({ format: 'date-time', description: 'From when on the key in use is refused.' })
  oldUntil!: string;
}

/** A device. */
export class DeviceAnswer {
  @ApiProperty()
  id!: string;
  @ApiProperty()
  product!: string;
  @ApiProperty()
  hardware!: string;
  @ApiPropertyOptional({ description: 'The name that operators gave it.' })
  name?: string;
  @ApiPropertyOptional()
  note?: string;
  @ApiProperty()
  tags!: string[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean'] } as never,
    example: { site: 'hamburg', timeZone: 'Europe/Berlin', voltage: 24 },
    description: 'Attributes that operators gave it, by their names.',
  })
  attributes!: Record<string, AttributeValue>;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean'] } as never,
    example: { line: 3, board: 'rev-c' },
    description: 'Attributes that it reported itself, by their names.',
  })
  reported!: Record<string, AttributeValue>;
  @ApiProperty({ enum: DEVICE_STATES })
  state!: string;
  @ApiProperty()
  online!: boolean;
  @ApiProperty({ description: 'Epoch of the master key that its root key comes from.' })
  epoch!: number;
  @ApiProperty({ description: 'How often it was re-keyed before the root key that it uses.' })
  generation!: number;
  @ApiPropertyOptional({ type: NextKeyAnswer, description: 'The root key that waits for its first sign-in.' })
  nextKey?: NextKeyAnswer;
  @ApiPropertyOptional({ type: RunningAnswer })
  running?: RunningAnswer;
  @ApiPropertyOptional({ description: 'Security counter.' })
  counter?: number;
  @ApiPropertyOptional({ format: 'date-time' })
  lastSeen?: string;
  @ApiPropertyOptional({ type: RefusalAnswer, description: 'The last connection in its name that was refused.' })
  lastRefusal?: RefusalAnswer;
  @ApiPropertyOptional({
    format: 'date-time',
    description:
      'When two devices last seemed to have this identity: their connections ended each other again and again.',
  })
  identityContested?: string;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiRevision()
  revision!: string;
}

/** A device with everything that it last reported: banks, FB_MODE, BFB2, cause of the last reset. */
export class DeviceDetail extends DeviceAnswer {
  @ApiPropertyOptional({ type: StatusAnswer })
  status?: StatusAnswer;
  @ApiPropertyOptional({
    type: KeySetRefusalAnswer,
    description: 'The key set that it refused last. That version is not sent again as long as it holds the same one.',
  })
  keySetRefused?: KeySetRefusalAnswer;
  @ApiPropertyOptional({
    type: HealthAnswer,
    description: 'How it fares, by its last report of that; missing for a device that never sent one.',
  })
  health?: HealthAnswer;
  @ApiPropertyOptional({ type: DisposalAnswer, description: 'The end of its life, if that was ordered.' })
  disposal?: DisposalAnswer;
}

/** A page of devices, sorted by id. */
export class DevicePage extends PageAnswer {
  @ApiProperty({ type: [DeviceAnswer] })
  items!: DeviceAnswer[];
}

export const deviceAnswer = (device: Device): DeviceAnswer => ({
  id: device.id,
  product: device.product,
  hardware: device.hardware,
  ...(device.name !== undefined && { name: device.name }),
  ...(device.note !== undefined && { note: device.note }),
  tags: [...device.tags],
  attributes: { ...device.attributes },
  reported: { ...device.reported },
  state: device.state,
  online: device.online,
  epoch: device.keyEpoch,
  generation: device.keyGeneration,
  ...nextKeyOf(device),
  ...(device.running && { running: device.running }),
  ...(device.counter !== undefined && { counter: device.counter }),
  ...(device.lastSeenAtMs !== undefined && { lastSeen: new Date(device.lastSeenAtMs).toISOString() }),
  ...(device.lastRefusal && { lastRefusal: refusalAnswer(device.lastRefusal) }),
  ...(device.identityContestedAtMs !== undefined && {
    identityContested: new Date(device.identityContestedAtMs).toISOString(),
  }),
  created: new Date(device.createdAtMs).toISOString(),
  revision: revisionOf(device),
});

const nextKeyOf = ({ otherKey, oldKeyUntilMs }: Device): { nextKey?: NextKeyAnswer } =>
  otherKey && oldKeyUntilMs !== undefined
    ? { nextKey: { ...otherKey, oldUntil: new Date(oldKeyUntilMs).toISOString() } }
    : {};

const refusalAnswer = ({ atMs, ...rest }: NonNullable<Device['lastRefusal']>): RefusalAnswer => ({
  ...rest,
  at: new Date(atMs).toISOString(),
});

export const deviceDetail = (
  device: Device,
  health: KnownHealth | undefined,
  disposal: Disposal | undefined,
): DeviceDetail => ({
  ...deviceAnswer(device),
  ...(device.status && { status: device.status }),
  ...(device.keySetRefused && { keySetRefused: device.keySetRefused }),
  ...(health && { health: healthAnswer(health) }),
  ...(disposal && { disposal: disposalAnswer(disposal) }),
});
