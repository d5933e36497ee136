import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import type { DeviceWindows } from '@twinbank/campaign';
import { CRON_LENGTH_MAX, WEEKDAYS, WINDOW_LIMITS, type MaintenanceWindow } from '@twinbank/schedule';

import { given } from './given.js';

/** Longer than any name of the IANA database. */
const ZONE_LENGTH_MAX = 64;

/** A maintenance window: either `start`, with `weekdays` or every day, or `cron`. */
export class MaintenanceWindowDto {
  @ApiPropertyOptional({ example: '02:00', description: 'When it opens, on the clock of its zone.' })
  @IsOptional()
  @Matches(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, { message: 'start must be a time from 00:00 to 23:59' })
  start?: string;

  @ApiPropertyOptional({
    enum: WEEKDAYS,
    isArray: true,
    description: 'The days on which it opens; without it, every day.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(WEEKDAYS.length)
  @IsIn(WEEKDAYS, { each: true })
  weekdays?: string[];

  @ApiPropertyOptional({
    example: '0 2 * * 1-5',
    description: 'It opens whenever this expression says so (docs/schedule.md).',
  })
  @IsOptional()
  @IsString()
  @MaxLength(CRON_LENGTH_MAX)
  cron?: string;

  @ApiProperty({ example: 120, description: 'How long it stays open.' })
  @IsInt()
  @Max(WINDOW_LIMITS.durationMaxMinutes)
  @Min(1)
  durationMinutes!: number;

  @ApiPropertyOptional({
    example: 'device',
    description: 'A time zone such as Europe/Berlin; `device`, or nothing, for the zone of each device.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(ZONE_LENGTH_MAX)
  zone?: string;
}

/** When devices may be used. */
export class DeviceWindowsDto {
  @ApiPropertyOptional({
    type: [MaintenanceWindowDto],
    description: 'When a device may get its ticket, and begin to download; without it, at any time.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(WINDOW_LIMITS.windowsMax)
  @IsDefined({ each: true })
  @ValidateNested({ each: true })
  @Type(() => MaintenanceWindowDto)
  download?: MaintenanceWindowDto[];

  @ApiPropertyOptional({
    type: [MaintenanceWindowDto],
    description: 'When a device may swap its banks; without it, at any time. It may download before.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(WINDOW_LIMITS.windowsMax)
  @IsDefined({ each: true })
  @ValidateNested({ each: true })
  @Type(() => MaintenanceWindowDto)
  swap?: MaintenanceWindowDto[];

  @ApiPropertyOptional({
    example: 'Europe/Berlin',
    description: 'The time zone of devices that have no attribute timeZone, neither of an operator nor of their own.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(ZONE_LENGTH_MAX)
  zone?: string;
}

/** The windows that a request describes; undefined if it names none, which takes them from a draft. What is wrong with them is found with the rest of the configuration. */
export function windowsOf(windows: DeviceWindowsDto | null | undefined): DeviceWindows | undefined {
  const listOf = (
    list: readonly MaintenanceWindowDto[] | null | undefined,
  ): readonly MaintenanceWindow[] | undefined =>
    list && list.length > 0 ? list.map((window) => given(window) as unknown as MaintenanceWindow) : undefined;
  const lists = given({ download: listOf(windows?.download), swap: listOf(windows?.swap) });
  return Object.keys(lists).length === 0 ? undefined : { ...lists, ...given({ zone: windows?.zone }) };
}
