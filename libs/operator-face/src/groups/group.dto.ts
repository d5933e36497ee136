import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';

import { GROUP_DEVICES_MAX, revisionOf, type Group } from '@twinbank/database';
import { IsName, IsProjectName } from '@twinbank/http';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

import { ApiRevision } from '../http/revision.dto.js';
import { PageAnswer } from '../lists/list-query.js';

const DESCRIPTION_MAX = 500;
const FILTER = {
  minLength: 1,
  example: 'tags==canary;attr.site==hamburg',
  description: 'Which devices are in it: a selection in RSQL (docs/selection.md), by the fields of `GET /devices`.',
};

/** Request for a group. */
export class GroupRequest {
  @ApiProperty({ example: 'canaries', description: 'Selections name it so: `group==canaries`.' })
  @IsName()
  name!: string;

  @ApiPropertyOptional({ description: 'Without it: the only project that the sender works in, or else default.' })
  @IsOptional()
  @IsProjectName()
  project?: string;

  @ApiPropertyOptional({ default: '' })
  @IsOptional()
  @IsString()
  @MaxLength(DESCRIPTION_MAX)
  description: string = '';

  @ApiPropertyOptional({
    ...FILTER,
    description: `${FILTER.description} Without it, the group is static: it lists its devices.`,
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(FILTER_LENGTH_MAX)
  filter?: string;
}

/** What to change of a group; what is missing stays. */
export class GroupChangeRequest {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(DESCRIPTION_MAX)
  description?: string;

  @ApiPropertyOptional(FILTER)
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(FILTER_LENGTH_MAX)
  filter?: string;
}

/** Devices to be added to a static group, or to be taken out of it. */
export class GroupDevicesRequest {
  @ApiProperty({ type: [String], example: ['m-0001', 'm-0002'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(GROUP_DEVICES_MAX)
  @ArrayUnique()
  @IsName({ each: true })
  devices!: string[];
}

/** A group. */
export class GroupAnswer {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  project!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty()
  description!: string;
  @ApiProperty({ enum: ['static', 'dynamic'] })
  kind!: string;
  @ApiPropertyOptional({ description: 'Which devices are in it, if it is dynamic.' })
  filter?: string;
  @ApiPropertyOptional({ description: 'How many devices it lists, if it is static.' })
  devices?: number;
  @ApiProperty({ format: 'date-time' })
  created!: string;
  @ApiProperty({ description: 'Name of who made it.' })
  createdBy!: string;
  @ApiRevision()
  revision!: string;
}

/** A page of groups. */
export class GroupPage extends PageAnswer {
  @ApiProperty({ type: [GroupAnswer] })
  items!: GroupAnswer[];
}

export const groupAnswer = (group: Group): GroupAnswer => ({
  ...{ id: group.id, project: group.project, name: group.name, description: group.description },
  kind: group.filter === undefined ? 'static' : 'dynamic',
  ...(group.filter !== undefined && { filter: group.filter }),
  ...(group.devices !== undefined && { devices: group.devices }),
  created: new Date(group.createdAtMs).toISOString(),
  createdBy: group.createdBy.name,
  revision: revisionOf(group),
});
