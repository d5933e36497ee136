import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

import { AsNumber } from '@twinbank/http';
import { FILTER_LENGTH_MAX } from '@twinbank/selection';

import { CURSOR_LENGTH_MAX } from './list-cursor.js';
import { PAGE_DEFAULT, PAGE_MAX } from '../http/paging.js';

/** Longest text of a sort order or of a list of fields. */
const NAMES_MAX = 500;

/** `true` and `false` in a query, as booleans. */
export const AsBoolean = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

/** Query of every list. */
export class ListQuery {
  @ApiPropertyOptional({ default: PAGE_DEFAULT, minimum: 1, maximum: PAGE_MAX })
  @IsOptional()
  @AsNumber()
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  limit: number = PAGE_DEFAULT;

  @ApiPropertyOptional({
    minLength: 1,
    pattern: '^[A-Za-z0-9_-]+$',
    description: 'The `next` of the page before, with the same filter and order; nothing else is taken.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(CURSOR_LENGTH_MAX)
  after?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(FILTER_LENGTH_MAX)
  filter?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(NAMES_MAX)
  sort?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(NAMES_MAX)
  fields?: string;

  @ApiPropertyOptional({ description: 'Whether the answer says how many there are on all pages.' })
  @IsOptional()
  @AsBoolean()
  @IsBoolean()
  total?: boolean;
}

/** Query of a list that was once answered whole: without a limit it still is, up to the most that a page holds. */
export class CatalogueQuery extends ListQuery {
  @ApiPropertyOptional({ default: PAGE_MAX, minimum: 1, maximum: PAGE_MAX })
  override limit: number = PAGE_MAX;
}

/** What a page says beside its items. */
export class PageAnswer {
  @ApiPropertyOptional({ description: 'Give it as `after` for the next page; missing on the last one.' })
  next?: string;
  @ApiPropertyOptional({
    description: 'How many there are on all pages, where the query asks for it; counted up to 100000.',
  })
  total?: number;
  @ApiPropertyOptional({ description: 'Whether there are no more than `total`.' })
  totalIsExact?: boolean;
}
