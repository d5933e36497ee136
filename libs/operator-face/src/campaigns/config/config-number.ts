import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';

import { CONFIG_RANGES, defaultOf, type ConfigNumber } from '@twinbank/campaign';

/**
 * An optional number in the configuration of a campaign. It is checked and documented with the range and the default
 * that the campaign room defines.
 *
 * @param path where the number stands in the configuration
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
