import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { orderOf, vocabularyOf, type ListDefinition } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { allOf, parseSelection, type RowKey, type Selection } from '@twinbank/selection';

import { OperatorData } from '../auth/operator-data.js';
import { PrincipalWatch } from '../auth/principal-watch.js';
import { STREAM_TIMES, StreamedAnswers } from '../http/streamed-answers.js';
import { questionOf } from '../lists/list-answers.js';
import { decodeListCursor, encodeListCursor, type CursorPlace } from '../lists/list-cursor.js';
import type { Report } from './report.js';
import type { ReportQuery } from './report.dto.js';
import { formatOf, MEDIA_TYPES } from './report-format.js';
import { pour, type ReadPage } from './report-stream.js';

/** Most reports at the same time, and most of them for one token or person. */
export const REPORTS_MAX = 4;
export const REPORTS_EACH_MAX = 2;

/** A report of the rows of a list. */
export interface ListedReport<Item, Row = Item> {
  readonly report: Report<Row>;
  readonly list: ListDefinition<Item>;
  /** The rows of a page of items. */
  readonly rows: (items: readonly Item[], place: PlaceOfPage) => readonly Row[];
  /** What the list is narrowed to besides its filter. */
  readonly within?: Selection | undefined;
  /**
   * Throws if rows may be missing by now. It is asked after each page: a report that began before rows were removed must
   * not end as if it were whole.
   */
  readonly checkWhole?: () => Promise<void>;
  /** What the report is about, for its cursors and as the name of its file. */
  readonly name: string;
}

/** Where a page is in its report. */
export interface PlaceOfPage {
  /** The item before it; undefined for the first page of the report. */
  readonly after: RowKey | undefined;
  readonly isLast: boolean;
}

/** Items that are rows by themselves. */
export const asTheyAre = <Item>(items: readonly Item[]): readonly Item[] => items;

/** Answers with reports. */
@Injectable()
export class ReportAnswers {
  private readonly streams: StreamedAnswers;

  constructor(
    private readonly data: OperatorData,
    @Inject(CLOCK) private readonly clock: Clock,
    watch: PrincipalWatch,
  ) {
    this.streams = new StreamedAnswers({ places: REPORTS_MAX, placesEach: REPORTS_EACH_MAX, ...STREAM_TIMES }, watch);
  }

  /** @throws Fault `selection_invalid`, `cursor_mismatched`, `request_invalid`, `overloaded`, and what `checkWhole` throws */
  async send<Item, Row>(reply: FastifyReply, about: ListedReport<Item, Row>, query: ReportQuery): Promise<void> {
    const read = this.reader(about, query);
    const format = formatOf(query.format, reply.request.headers.accept);
    await this.streams.send(reply, MEDIA_TYPES[format], async () => {
      const chunks = await pour(about.report, read, { format, after: query.after, limit: query.limit });
      void reply.header('vary', 'accept');
      if (format === 'csv') void reply.header('content-disposition', `attachment; filename="${about.name}.csv"`);
      return chunks;
    });
  }

  /** Reads pages within the bounds of the request that is being answered, also when its answer has begun. */
  private reader<Item, Row>(
    { list, within, name, rows, checkWhole }: ListedReport<Item, Row>,
    query: ReportQuery,
  ): ReadPage<Row> {
    const { lists } = this.data;
    const vocabulary = vocabularyOf(list);
    const filter =
      query.filter === undefined ? undefined : parseSelection(query.filter, vocabulary, this.clock.nowMs());
    const { format: _format, ...asked } = query;
    const place: CursorPlace = {
      question: questionOf(asked, `report ${name}`),
      order: orderOf(list),
      fields: list.fields,
    };
    if (query.after !== undefined) decodeListCursor(query.after, place);
    const selection = allOf(within, filter);
    return async (after, limit) => {
      const from = after === undefined ? undefined : decodeListCursor(after, place);
      const { items, next } = await lists.page(list, { selection, after: from, limit });
      await checkWhole?.();
      const shown = rows(items, { after: from, isLast: next === undefined });
      return { items: shown, counted: items.length, next: next && encodeListCursor(next, place) };
    };
  }
}
