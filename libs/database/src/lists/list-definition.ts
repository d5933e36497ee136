import type { Column, Field, Parameters, SortKey, Vocabulary } from '@twinbank/selection';

import type { Session } from '../connection/session.js';
import type { Prisma } from '../generated/client.js';

/** A field of a list: what can be asked of it, and the SQL of its value over the row `t`. */
export type ListField = Field &
  Column & {
    /** Whether only this program asks for it: it is in no vocabulary. */
    readonly hidden?: boolean;
  };

/** A list: its fields, its rows, and how to read them. */
export interface ListDefinition<Item = unknown> {
  /** The model of the rows `t`, by which they belong to projects. */
  readonly model: Prisma.ModelName;
  /** What follows `FROM`, also made for the values of one statement; the rows of the list are called `t`. */
  readonly from: string | ((parameters: Parameters) => string);
  /** A condition that holds for all rows of the list. */
  readonly where?: string;
  readonly fields: Readonly<Record<string, ListField>>;
  /** The field that is different in every row and never missing: rows are read by it. */
  readonly unique: string;
  /** Where counts of its rows are kept, if they are. */
  readonly kept?: KeptCounts;
  /** The order if nobody asks for another. */
  readonly sort: readonly SortKey[];
  /** Reads the rows with these values in the unique field, in any order, with the value of each. */
  load(session: Session, keys: readonly unknown[]): Promise<readonly (readonly [key: unknown, item: Item])[]>;
}

/** Counts of a list's rows that are kept as rows change: a table `t` with as much as is needed to count by some of the fields. */
export interface KeptCounts {
  /** What follows `FROM`; the columns of the fields have the same names as in the list. */
  readonly from: string;
  /** A row stands for so many of the list: an expression over `t`. */
  readonly sql: string;
  /** The fields by which rows are counted. */
  readonly fields: readonly string[];
  /**
   * The field of which one value must be asked for, where rows are kept about some of its values only: if nothing is kept about the one
   * that is asked for any more, the rows are counted. Without it, all rows of the list are counted by what is kept.
   */
  readonly per?: string;
}

/** What people can ask of a list. */
export const vocabularyOf = ({ fields }: ListDefinition): Vocabulary =>
  Object.fromEntries(Object.entries(fields).filter(([, { hidden }]) => hidden !== true));

const NONE = { about: '' } as const;

/** A field that only this program asks for. */
export const hiddenField = (kind: Field['kind'], sql: string): ListField => ({
  ...NONE,
  ...{ kind, sql, hidden: true, sortable: true },
});

/** The field that rows are read by, where nobody sees it. */
export const newestFirst = (field: string): readonly SortKey[] => [{ field, descending: true }];
export const oldestFirst = (field: string): readonly SortKey[] => [{ field, descending: false }];
