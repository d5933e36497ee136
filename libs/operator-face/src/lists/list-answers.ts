import { Inject, Injectable } from '@nestjs/common';

import { orderOf, vocabularyOf, type ListDefinition, type Lists } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { allOf, parseSelection, parseSort, type Selection } from '@twinbank/selection';

import { OperatorData } from '../auth/operator-data.js';
import { decodeListCursor, encodeListCursor, type CursorPlace } from './list-cursor.js';
import { chosenFields, type Answer } from './list-fields.js';
import type { ListQuery } from './list-query.js';

/** A list as the REST interface shows it. */
export interface ShownList<Item, Shown extends object> {
  readonly list: ListDefinition<Item>;
  /** The class of its answers, whose members can be chosen. */
  readonly type: Answer<Shown>;
}

/** What a list is narrowed to besides its filter, and how its items are shown. */
export interface ListOptions<Item, Shown> {
  /** The short forms in the query, and what the address names. */
  readonly within?: Selection | undefined;
  readonly answers: (items: readonly Item[]) => readonly Shown[] | Promise<readonly Shown[]>;
  /** The lists to read from, where no action bounds what may be seen. */
  readonly from?: Lists | undefined;
  /** The address of the list, where it names more than the list. */
  readonly address?: string | undefined;
}

/** A page as it is sent; the last page has no `next`. */
export interface SentList<Shown> {
  items: Shown[];
  next?: string;
  total?: number;
  totalIsExact?: boolean;
}

/** Answers every list: reads filter, order, fields and cursor, and shows the page. */
@Injectable()
export class ListAnswers {
  constructor(
    private readonly data: OperatorData,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Fault `selection_invalid`, `cursor_mismatched`, `request_invalid` */
  async page<Item, Shown extends object>(
    { list, type }: ShownList<Item, Shown>,
    query: ListQuery,
    { within, answers, from = this.data.lists, address = '' }: ListOptions<Item, Shown>,
  ): Promise<SentList<Shown>> {
    const vocabulary = vocabularyOf(list);
    const atMs = this.clock.nowMs();
    const filter = query.filter === undefined ? undefined : parseSelection(query.filter, vocabulary, atMs);
    const sort = query.sort === undefined ? undefined : parseSort(query.sort, vocabulary);
    const show = chosenFields(query.fields, type);
    const place: CursorPlace = {
      question: questionOf(query, `${list.model} ${address}`),
      order: orderOf(list, sort),
      fields: list.fields,
    };
    const after = query.after === undefined ? undefined : decodeListCursor(query.after, place);
    const { limit, total: isCounted } = query;
    const page = await from.page(list, {
      selection: allOf(within, filter),
      sort,
      after,
      limit,
      total: isCounted,
      atMs,
    });
    return {
      items: (await answers(page.items)).map(show),
      ...(page.next && { next: encodeListCursor(page.next, place) }),
      ...(page.total && { total: page.total.count, totalIsExact: page.total.isExact }),
    };
  }
}

/** Everything in a query that says which rows are in a list. Times from now are the same question at another time. */
export function questionOf(query: object, address: string): string {
  const { limit: _limit, after: _after, fields: _fields, total: _total, sort: _sort, ...rest } = query as ListQuery;
  const asked = Object.entries(rest).filter(([, value]) => value !== undefined);
  return JSON.stringify([address, ...asked.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
