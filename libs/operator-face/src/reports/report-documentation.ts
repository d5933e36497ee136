import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOkResponse, ApiOperation, ApiProduces, type OpenAPIObject } from '@nestjs/swagger';

import { vocabularyOf, type ListDefinition } from '@twinbank/database';
import { NDJSON_MEDIA_TYPE } from '@twinbank/http';
import { CSV_MEDIA_TYPE } from '@twinbank/primitives';
import { describeVocabulary } from '@twinbank/selection';

import { describeReport, type Report } from './report.js';

/** The extension of the OpenAPI document that is replaced by what can be asked of a report. */
const EXTENSION = 'x-report';

interface Operation {
  [EXTENSION]?: { readonly filter: string; readonly example: string };
  parameters?: { name: string; in: string; description?: string }[];
  responses: Record<string, { content?: Record<string, { example?: string }> }>;
}

const ENDING =
  'The last line is of the type end, and counts the rows; or of the type more, with the cursor after which another request goes on (in CSV it is the third field). A report without such a line is not whole.';

/** What an operation says of its report. */
export interface Documented {
  readonly summary: string;
  readonly description?: string;
  /** A report in NDJSON, as it could be. */
  readonly example: string;
}

/** Documents an operation as one that answers with this report of a list. */
export const Reporting = <Item, Row = Item>(
  report: Report<Row>,
  list: ListDefinition<Item>,
  { summary, description, example }: Documented,
): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary,
      description: `${description === undefined ? '' : `${description} `}Each row is of the type ${report.row} and has:\n\n${describeReport(report as Report<never>)}\n\n${ENDING} Faults: selection_invalid, cursor_mismatched.`,
    }),
    ApiProduces(NDJSON_MEDIA_TYPE, CSV_MEDIA_TYPE),
    ApiOkResponse({ schema: { type: 'string' } }),
    ApiExtension(EXTENSION, { filter: describeVocabulary(vocabularyOf(list)).filter, example }),
  );

/** Says of every report what its filter takes, and shows an example. */
export function completeReports(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths))
    for (const operation of Object.values(item as unknown as Record<string, Operation>)) {
      const { [EXTENSION]: said } = operation;
      if (said === undefined) continue;
      delete operation[EXTENSION];
      for (const parameter of operation.parameters ?? [])
        if (parameter.in === 'query' && parameter.name === 'filter') parameter.description = said.filter;
      const content = operation.responses['200']?.content?.[NDJSON_MEDIA_TYPE];
      if (content !== undefined) content.example = said.example;
    }
}
