import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

import type { Page, PageRequest } from '@twinbank/database';
import { AsNumber, decodeCursor, encodeCursor } from '@twinbank/http';

/** Items on a page if the request does not say, and the most that it may ask for. */
const PAGE_DEFAULT = 100;
export const PAGE_MAX = 1000;

/** Query of every list: how many items, and after which one. */
export class PageQuery {
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
    description: 'The `next` of the page before; nothing else is taken.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  after?: string;
}

/** A page as it is sent; the last page has no `next`. */
export interface SentPage<T> {
  items: T[];
  next?: string;
}

/** Highest id of everything except events: ids have 31 bits, so no item comes after this one. */
export const ID_MAX = 0x7fffffff;

/**
 * The page that a query asks for, in a list ordered by number.
 *
 * @throws Fault `request_invalid` for an invalid cursor
 */
export function numberedPageRequest(query: PageQuery): PageRequest<number> {
  const { limit, after } = eventPageRequest(query);
  return { limit, after: after === undefined ? undefined : Math.min(after, ID_MAX) };
}

/** The same for events, whose ids may be higher. @throws Fault `request_invalid` for an invalid cursor */
export function eventPageRequest({ limit, after }: PageQuery): PageRequest<number> {
  return { limit, after: after === undefined ? undefined : Number(decodeCursor(after, /^\d{1,15}$/)) };
}

/** The page that a query asks for, in a list ordered by name. @throws Fault `request_invalid` for an invalid cursor */
export function namedPageRequest({ limit, after }: PageQuery): PageRequest<string> {
  return { limit, after: after === undefined ? undefined : decodeCursor(after, /^[A-Za-z0-9._-]{1,64}$/) };
}

/** Turns a page of rows into a page of answers. */
export function sentPage<Row, T>(page: Page<Row, number | string>, answer: (row: Row) => T): SentPage<T> {
  return { items: page.items.map(answer), ...(page.next !== undefined && { next: encodeCursor(page.next) }) };
}
