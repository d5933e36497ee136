import type { CliCommand } from './cli-command.js';
import { names, wholeNumber } from './arguments.js';
import { column, type Column } from '../output/column.js';

/** Most records that one list may be asked for by number; `--all` has no end. */
const LIMIT_MAX = 10_000_000;
/** Records unless told: what one looks at. */
const LIMIT = 100;

/** How a list is asked for. */
export interface ListOptions {
  readonly filter?: string;
  readonly sort?: string;
  readonly fields?: readonly string[];
  readonly limit: number;
  readonly all?: boolean;
}

/** Adds the options of lists. */
export const listing = (command: CliCommand): CliCommand =>
  command
    .option('--filter <selection>', 'which ones, in the language of docs/selection.md')
    .option('--sort <fields>', 'the order: fields with commas between them, a - before one to turn it round')
    .option(
      '--fields <names>',
      'these fields only, with commas between them: as the headings or the JSON name them',
      names,
    )
    .option('--limit <n>', `how many at the most; ${LIMIT} unless told`, wholeNumber(1, LIMIT_MAX), LIMIT)
    .option('--all', 'all of them, however many there are');

/**
 * What the server is asked for, apart from pages. It gives whole fields: what is inside of one is taken out here.
 *
 * @param usual the columns of the list: a field may be named by their headings, too
 */
export const queryOf = ({ filter, sort, fields }: ListOptions, usual: readonly Column[]) => ({
  ...(filter !== undefined && { filter }),
  ...(sort !== undefined && { sort }),
  ...(fields && { fields: [...new Set(fields.map((name) => pathOf(name, usual).split('.', 1)[0]))].join(',') }),
});

/** The fields that were asked for, or those that a list has of its own. */
export const columnsFor = ({ fields }: ListOptions, usual: readonly Column[]): readonly Column[] =>
  fields ? fields.map((name) => titled(name, usual) ?? column(name)) : usual;

const titled = (name: string, usual: readonly Column[]): Column | undefined =>
  usual.find(({ title }) => title === name);
const pathOf = (name: string, usual: readonly Column[]): string => titled(name, usual)?.path ?? name;
