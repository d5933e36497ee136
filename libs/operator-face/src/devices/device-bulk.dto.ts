import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';

import { IsName, NullsAsIn, NullsAsInEach } from '@twinbank/http';
import { faultOf } from '@twinbank/protocol';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

import { DeviceChangeRequest } from './device-change.dto.js';

/** Most devices in one order: so many are done in some seconds, and nobody waits for the answer for a minute. */
export const BULK_DEVICES_MAX = 500;
const REVISION_LENGTH_MAX = 64;

/** A device in an order about many. */
export class BulkDevice {
  @ApiProperty({ example: 'm-0001' })
  @IsName()
  id!: string;

  @ApiPropertyOptional({
    example: 'mb2x0k1c.3',
    description: 'Do it only if the device is at this revision; if not, it alone is refused by precondition_failed.',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[!#-~]+$/)
  @MaxLength(REVISION_LENGTH_MAX)
  revision?: string;
}

/** An order about many devices. */
export class BulkDevicesRequest {
  @ApiProperty({ type: [BulkDevice], description: 'Each device once.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(BULK_DEVICES_MAX)
  @ArrayUnique((device: BulkDevice | undefined) => device?.id)
  @IsDefined({ each: true })
  @ValidateNested({ each: true })
  @Type(() => BulkDevice)
  devices!: BulkDevice[];
}

/** A device in a change of many. */
export class BulkChangedDevice extends BulkDevice {
  @ApiPropertyOptional({
    type: DeviceChangeRequest,
    description: 'What is changed of this one, in the place of what is changed of all.',
  })
  @IsOptional()
  @IsObject()
  @NullsAsIn(DeviceChangeRequest)
  @ValidateNested()
  @Type(() => DeviceChangeRequest)
  change?: DeviceChangeRequest;
}

/** A change of many devices: the same one, or each its own. */
export class BulkChangeRequest {
  @ApiProperty({ type: [BulkChangedDevice], description: 'Each device once.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(BULK_DEVICES_MAX)
  @ArrayUnique((device: BulkChangedDevice | undefined) => device?.id)
  @IsDefined({ each: true })
  @NullsAsInEach(BulkChangedDevice)
  @ValidateNested({ each: true })
  @Type(() => BulkChangedDevice)
  devices!: BulkChangedDevice[];

  @ApiPropertyOptional({
    type: DeviceChangeRequest,
    description:
      'What is changed of every device that says no change of its own; needed if there is one. What is missing stays as it is.',
  })
  @IsOptional()
  @IsObject()
  @NullsAsIn(DeviceChangeRequest)
  @ValidateNested()
  @Type(() => DeviceChangeRequest)
  change?: DeviceChangeRequest;
}

/**
 * What is changed of each device.
 *
 * @throws Fault `request_invalid` for the first device of which nothing says what is changed
 */
export function changesOf({ devices, change }: BulkChangeRequest): ReadonlyMap<string, DeviceChangeRequest> {
  return new Map(
    devices.map(({ id, change: own }, index) => {
      const ordered = own ?? change;
      if (ordered !== undefined) return [id, ordered];
      const field = `devices.${index}.change`;
      throw faultOf('request_invalid', `${field} is missing, and so is a change for all`, { field });
    }),
  );
}

/** The same change of the devices that a selection selects, some at a time. */
export class BulkSelectedChangeRequest {
  @ApiProperty({
    minLength: 1,
    example: 'tags==canary;attr.site==hamburg',
    description: 'Which devices: a selection in RSQL (docs/selection.md), by the fields of `GET /devices`.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(FILTER_LENGTH_MAX)
  filter!: string;

  @ApiPropertyOptional({ example: 'm-0500', description: 'The `next` of the answer before: devices after this id.' })
  @IsOptional()
  @IsName()
  after?: string;

  @ApiProperty({ type: DeviceChangeRequest, description: 'What is missing stays as it is.' })
  @IsObject()
  @NullsAsIn(DeviceChangeRequest)
  @ValidateNested()
  @Type(() => DeviceChangeRequest)
  change!: DeviceChangeRequest;
}

/** What became of one device of an order. */
export class BulkItemAnswer {
  @ApiProperty()
  id!: string;
  @ApiProperty({ description: 'The status that the order would have had for this device alone.', example: 200 })
  status!: number;
  @ApiPropertyOptional({
    description: 'The revision that it has now, where the order was carried out or came too late.',
  })
  revision?: string;
  @ApiPropertyOptional({ description: 'Why not, as in docs/faults.md.', example: 'device_unknown' })
  code?: string;
  @ApiPropertyOptional()
  detail?: string;
}

/** What became of an order about many devices. */
export class BulkAnswer {
  @ApiProperty({ description: 'Devices for which it was carried out, or was so already.' })
  done!: number;
  @ApiProperty()
  refused!: number;
  @ApiProperty({ type: [BulkItemAnswer], description: 'In the order of the request.' })
  items!: BulkItemAnswer[];
}

/** What became of an order about the devices of a selection. */
export class BulkSelectedAnswer extends BulkAnswer {
  @ApiPropertyOptional({
    example: 'm-0500',
    description: 'There are more devices: send the order again with this as `after`. Missing on the last one.',
  })
  next?: string;
}
