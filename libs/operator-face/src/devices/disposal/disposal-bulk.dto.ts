import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

import { IsName } from '@twinbank/http';
import { DISPOSAL_OBSTACLES, type DisposalObstacle } from '@twinbank/protocol';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

import { BulkDevicesRequest, BulkItemAnswer } from '../device-bulk.dto.js';
import { DISPOSAL_STANDINGS, DisposalReason, type DisposalStanding } from './disposal.dto.js';

const CONFIRM_MAX = 0x7fffffff;
const CONFIRM = { minimum: 1, maximum: CONFIRM_MAX, example: 300 };
const OF_ALSO =
  'Devices that are disposed of all the same: without it, one that never connected, has an open job, or cannot be told, is refused.';

/** Which devices: a selection. */
export class DisposalPreviewRequest {
  @ApiProperty({
    minLength: 1,
    example: 'attr.site==hamburg',
    description: 'Which devices: a selection in RSQL (docs/selection.md), by the fields of `GET /devices`.',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(FILTER_LENGTH_MAX)
  filter!: string;
}

/** What an order to dispose of a selection would be about. */
export class DisposalPreviewAnswer {
  @ApiProperty({
    description: 'Devices that are selected and whose end was not ordered: what `confirm` of the order has to say.',
  })
  devices!: number;
  @ApiProperty({ description: 'Of these, devices that never connected.' })
  neverSeen!: number;
  @ApiProperty({ description: 'Of these, devices with an open job, which would end.' })
  inCampaign!: number;
  @ApiProperty({
    description:
      'Of these, devices that have reported and whose agent does not name the skill `disposal`: their keys must be destroyed by hand.',
  })
  cannotBeTold!: number;
  @ApiProperty({ description: 'Of these, devices that are none of the three.' })
  ready!: number;
  @ApiProperty({ description: 'Devices that are selected too, and whose end was ordered or has come: left alone.' })
  ending!: number;
}

/** What an order to dispose of many says, whichever they are. */
class ManyDisposals extends DisposalReason {
  @ApiPropertyOptional({ enum: DISPOSAL_OBSTACLES, isArray: true, description: OF_ALSO })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(DISPOSAL_OBSTACLES.length)
  @ArrayUnique()
  @IsIn(DISPOSAL_OBSTACLES, { each: true })
  also?: DisposalObstacle[];
}

/** The order to end the lives of devices that are named. */
export class BulkDisposalRequest extends IntersectionType(BulkDevicesRequest, ManyDisposals) {
  @ApiProperty({ ...CONFIRM, description: 'How many devices the order names: there is no way back.' })
  @IsInt()
  @Min(1)
  @Max(CONFIRM_MAX)
  confirm!: number;
}

/** The order to end the lives of the devices that a selection selects, some at a time. */
export class SelectedDisposalRequest extends IntersectionType(DisposalPreviewRequest, ManyDisposals) {
  @ApiProperty({
    ...CONFIRM,
    description:
      'How many devices are selected whose end was not ordered, after `after` where that is given: `devices` of the preview, then `remaining` of the answer before. There is no way back.',
  })
  @IsInt()
  @Min(1)
  @Max(CONFIRM_MAX)
  confirm!: number;

  @ApiPropertyOptional({ example: 'm-0500', description: 'The `next` of the answer before: devices after this id.' })
  @IsOptional()
  @IsName()
  after?: string;
}

/** What became of one device that was to be disposed of. */
export class DisposalItemAnswer extends BulkItemAnswer {
  @ApiPropertyOptional({
    enum: DISPOSAL_STANDINGS,
    description: 'How far its end has come, where it is ordered: as `disposal.standing` of the device.',
  })
  standing?: DisposalStanding;
  @ApiPropertyOptional({ description: 'Its end was ordered before, and nothing was changed.' })
  already?: boolean;
}

/** What became of an order to dispose of many devices. */
export class BulkDisposalAnswer {
  @ApiProperty({ description: 'Devices whose end is ordered, or was so already.' })
  done!: number;
  @ApiProperty()
  refused!: number;
  @ApiProperty({ type: [DisposalItemAnswer], description: 'In the order of the request, or by id.' })
  items!: DisposalItemAnswer[];
}

/** What became of an order to dispose of the devices of a selection. */
export class SelectedDisposalAnswer extends BulkDisposalAnswer {
  @ApiProperty({ description: 'Devices that follow, as they were counted: the `confirm` of the next request.' })
  remaining!: number;
  @ApiPropertyOptional({
    example: 'm-0500',
    description: 'There are more devices: send the order again with this as `after`. Missing on the last one.',
  })
  next?: string;
}
