import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Rows on a page unless the request says otherwise, and the most it may say. */
export const PAGE_DEFAULT = 100;
export const PAGE_MAX = 1000;

/** Query of every list: how many, and after which. */
export class PageQuery {
  /** Most items to return. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  limit: number = PAGE_DEFAULT;

  /** The `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(256)
  after?: string;
}

/** A page of a list; without `next` it is the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/**
 * A page from one row more than the page holds.
 *
 * @param rows up to `limit + 1` rows
 */
export function pageOf<R, T>(rows: readonly R[], limit: number, item: (row: R) => T, cursor: (row: R) => string): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), ...(rows.length > limit && last !== undefined && { next: cursor(last) }) };
}
