import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';

import { CONFIG_RANGES, defaultOf, type ConfigNumber } from '@twinbank/campaign';

/**
 * A number of a campaign's configuration that may be left out: checked and documented by what the campaign room says of it, its range and
 * its default.
 *
 * @param path where it stands in the configuration
 */
export function IsConfigNumber(path: ConfigNumber, description?: string): PropertyDecorator {
  const { min, max, whole } = CONFIG_RANGES[path];
  const standard = defaultOf(path);
  return applyDecorators(
    ApiPropertyOptional({
      ...(!whole && { format: 'double' }),
      ...(standard !== undefined && { default: standard }),
      ...(description !== undefined && { description }),
    }),
    IsOptional(),
    whole ? IsInt() : IsNumber(),
    Max(max),
    Min(min),
  );
}
