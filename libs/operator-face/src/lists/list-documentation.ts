import { ApiExtension, type OpenAPIObject } from '@nestjs/swagger';

import { vocabularyOf } from '@twinbank/database';
import { describeVocabulary } from '@twinbank/selection';

import { membersOf } from './list-fields.js';
import type { ShownList } from './list-answers.js';

/** The extension of the OpenAPI document that is replaced by what can be asked of a list. */
const EXTENSION = 'x-list';
/** Marks, in the document, what an item is where its fields are chosen. */
export const PART_EXTENSION = 'x-part-of';

interface Schema {
  $ref?: string;
  items?: Schema & { anyOf?: object[] };
  properties?: Record<string, Schema>;
}
interface Operation {
  [EXTENSION]?: { readonly filter: string; readonly sort: string; readonly type: string; readonly members: string };
  description?: string;
  parameters?: { name: string; in: string; description?: string }[];
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** Documents an operation as one that answers with this list. */
export const Listing = <Item, Shown extends object>({ list, type }: ShownList<Item, Shown>): MethodDecorator =>
  ApiExtension(EXTENSION, {
    ...describeVocabulary(vocabularyOf(list)),
    ...{ type: type.name, members: membersOf(type).join(', ') },
  });

/**
 * Says of every list what can be asked of it, from its vocabulary; and that an item may be a part of one, where fields are
 * chosen. Call it when the schemas are complete.
 */
export function completeLists(document: OpenAPIObject): void {
  const schemas = document.components!.schemas as Record<string, Schema>;
  for (const item of Object.values(document.paths))
    for (const operation of Object.values(item as Record<string, Operation>)) {
      const { [EXTENSION]: said } = operation;
      if (said === undefined) continue;
      delete operation[EXTENSION];
      operation.description =
        `${operation.description ?? ''} Faults of filter and cursor: selection_invalid, cursor_mismatched.`.trim();
      const descriptions: Readonly<Record<string, string>> = {
        ...{ filter: said.filter, sort: said.sort },
        fields: `Fields to show of each item, parted by commas; all of them if it is missing. Of: ${said.members}.`,
      };
      for (const parameter of operation.parameters ?? [])
        if (parameter.in === 'query' && Object.hasOwn(descriptions, parameter.name))
          parameter.description = descriptions[parameter.name]!;
      const page = operation.responses['200']!.content!['application/json']!.schema.$ref!.split('/').at(-1)!;
      allowParts(schemas, page, said.type);
    }
}

function allowParts(schemas: Record<string, Schema>, page: string, type: string): void {
  const part = `${type}Part`;
  const { properties = {} } = schemas[type]!;
  schemas[part] ??= {
    ...{ type: 'object', description: 'The fields that were asked for.', [PART_EXTENSION]: type },
    properties: structuredClone(properties),
  };
  const items = schemas[page]!.properties!['items']!;
  items.items = { anyOf: [{ $ref: `#/components/schemas/${type}` }, { $ref: `#/components/schemas/${part}` }] };
}
