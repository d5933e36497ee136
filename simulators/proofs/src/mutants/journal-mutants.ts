import type { Mutant } from './mutant.js';

const LOG = 'libs/agent/src/journal/nvm-log.ts';
const FLASH_JOURNAL = 'G474/keep-previous/live/none/bank2';
const TORN_JOURNAL = 'torn STM32G474/keep-previous/reset/none/bank1/passes';
const PAGES_USED_AGAIN = 'torn STM32G474/keep-previous/reset/none/bank1/fails';

/** How the journal is written and read. */
export const JOURNAL_MUTANTS: readonly Mutant[] = [
  {
    name: 'page-of-before-the-cut',
    file: LOG,
    from: '    if (this.place) this.replay(this.place);\n',
    to: `    if (!this.place) return;
    this.replay(this.place);
    const units = this.medium.readUnits(this.place.bank, this.place.page, this.medium.unitsPerPage);
    this.free = units.length - [...units].reverse().findIndex((unit) => unit !== 'erased');
`,
    means: 'after a start the journal goes on in the page that a cut may have left',
    net: TORN_JOURNAL,
  },
  {
    name: 'header-first',
    file: LOG,
    from: '    this.medium.programUnits(bank, page, 1, units);\n    this.medium.programUnits(bank, page, 0, [encode(HEADER, epoch, 0)]);\n',
    to: '    this.medium.programUnits(bank, page, 0, [encode(HEADER, epoch, 0)]);\n    this.medium.programUnits(bank, page, 1, units);\n',
    means: 'a page counts as the newest before it holds everything',
    net: FLASH_JOURNAL,
  },
  {
    name: 'page-not-erased',
    file: LOG,
    from: '    this.medium.erasePage(bank, page);\n',
    to: '',
    means: 'a page is used again without being erased',
    net: FLASH_JOURNAL,
  },
  {
    name: 'blank-page-believed',
    file: LOG,
    from: '    this.medium.erasePage(bank, page);\n',
    to: "    if (this.medium.readUnits(bank, page, this.medium.unitsPerPage).some((unit) => unit !== 'erased')) this.medium.erasePage(bank, page);\n",
    means: 'a page that reads erased is not erased again, although a cut may have left it weak',
    net: PAGES_USED_AGAIN,
  },
  {
    name: 'half-a-change-believed',
    file: LOG,
    from: '      if (entry.address & MORE) continue;\n',
    to: '',
    means: 'a change takes effect before its last unit',
    net: 'bank1/passes/store',
  },
  {
    name: 'only-copy-erased',
    file: LOG,
    from: 'this.place.page + 1 : epoch)',
    to: 'this.place.page : epoch)',
    means: 'the only page that holds everything is erased',
    net: FLASH_JOURNAL,
  },
  {
    name: 'change-not-appended',
    file: LOG,
    from: '    this.medium.programUnits(place.bank, place.page, first, units);\n',
    to: '',
    means: 'a change that fits into the page is remembered in RAM only',
    net: 'decays',
  },
];
