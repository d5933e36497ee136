import type { Mutant } from './mutant.js';

const CHECK = 'libs/agent/src/download/image-check.ts';
const DOWNLOAD = 'libs/agent/src/download/download.ts';
const WRITER = 'libs/agent/src/download/bank-writer.ts';
const MIRROR = 'libs/agent/src/mirror/bank-mirror.ts';
const MIRRORING = 'libs/agent/src/mirror/mirroring.ts';
const COMPLETION = 'libs/agent/src/download/completion.ts';
const AGENT = 'libs/agent/src/update-agent.ts';

/** How an agent fills a bank, and what it assumes about one. */
export const BANK_MUTANTS: readonly Mutant[] = [
  {
    name: 'block-digest-unchecked',
    file: DOWNLOAD,
    from: 'if (!equalBytes(sha256(plain), this.manifest.blocks[block]!)) return undefined;',
    to: '',
    means: 'a block is written whatever its digest',
    net: 'hostile',
  },
  {
    name: 'block-beyond-the-end',
    file: DOWNLOAD,
    from: 'if (block >= window.blocks || window.has(block)) return;',
    to: 'if (window.has(block)) return;',
    means: 'a block with a number that the image does not have is taken up',
    equivalent:
      'no bytes have the length of a block beyond the end, which is not above zero: it is dropped as spoilt, and asked for by nobody',
  },
  {
    name: 'corrected-block-kept',
    file: CHECK,
    from: 'return corrected === 0 && doubleErrors.length === 0 && equalBytes(sha256(bytes), digest);',
    to: 'return doubleErrors.length === 0 && equalBytes(sha256(bytes), digest);',
    means: 'a block with a bit that ECC puts right is kept over a cut',
    net: 'torn STM32G474/keep-previous',
  },
  {
    name: 'corrected-image-kept',
    file: CHECK,
    from: 'return bankHas(mcu, bank, image) && mcu.flash.correctedIn(bank, { offset: 0, length: image.length }) === 0;',
    to: 'return bankHas(mcu, bank, image);',
    means: 'an image with a bit that ECC puts right is taken for whole',
    net: 'torn STM32G474/mirror',
  },
  {
    name: 'corrected-copy-kept',
    file: MIRROR,
    from: 'return held.doubleErrors.length === 0 && held.corrected === 0 && sameBytes(held.bytes, source);',
    to: 'return held.doubleErrors.length === 0 && sameBytes(held.bytes, source);',
    means: 'the mirror keeps a run with a bit that ECC puts right',
    net: 'torn STM32G474/mirror',
  },
  {
    name: 'corrected-mirror-kept',
    file: MIRRORING,
    from: 'return this.copied || mcu.flash.correctedIn(bank, { offset: 0, length: journal.bank(bank)!.length }) === 0;',
    to: 'return true;',
    means: 'a whole copy with a bit that ECC puts right is left as it is',
    net: 'torn STM32G474/mirror',
  },
  {
    name: 'tired-copy-never-good',
    file: MIRRORING,
    from: 'return this.copied || mcu.flash.correctedIn',
    to: 'return mcu.flash.correctedIn',
    means: 'a mirror onto a tired cell is made again and again',
    net: 'tired',
  },
  {
    name: 'corrected-page-kept',
    file: WRITER,
    from: 'held.doubleErrors.length === 0 && held.corrected === 0 && sameBytes(',
    to: 'held.doubleErrors.length === 0 && sameBytes(',
    means: 'a page that is kept over a cut may hold a bit that ECC puts right',
    net: 'torn STM32G474/keep-previous',
  },
  {
    name: 'never-resumed',
    file: DOWNLOAD,
    from: 'if (resume) this.examine();',
    to: '',
    means: 'a download begins anew after every cut',
    net: 'bank1/passes/store',
  },
  {
    name: 'accepted-not-resumed',
    file: AGENT,
    from: 'else this.startDownload(order, true);',
    to: "else this.startDownload(order, stage === 'downloading');",
    means: 'a cut before the first erasure gives up blocks of an earlier job',
    net: 'worn',
  },
  {
    name: 'failed-bank-bootable',
    file: COMPLETION,
    from: 'if (refusal) writer.begin();',
    to: '',
    means: 'a bank that failed its read-back stays one that a boot ROM starts',
    net: 'worn',
  },
  {
    name: 'not-read-back',
    file: COMPLETION,
    from: 'refusal = checkBank(own, bank, journal.bank(bank)!);',
    to: '',
    means: 'the image is not read back after its first unit',
    net: 'worn',
  },
  {
    name: 'first-page-stays',
    file: DOWNLOAD,
    from: 'this.writer.begin();\n    if (resume)',
    to: 'if (resume)',
    means: 'the old first page stays until its blocks come',
    net: 'reversed',
  },
  {
    name: 'first-unit-at-once',
    file: WRITER,
    from: 'return { from: end, to, offset: this.unitBytes };',
    to: 'return { from, to, offset };',
    means: 'the first unit is not kept back',
    net: 'bank1/passes/store',
  },
  {
    name: 'kept-for-erased',
    file: WRITER,
    from: 'this.pageState[page] = KEPT;',
    to: 'this.pageState[page] = ERASED;',
    means: 'a page that was kept over a cut is taken for an erased one',
    net: 'bank1/passes/store',
  },
  {
    name: 'lost-blocks-not-told',
    file: WRITER,
    from: '        lost(other);\n',
    to: '',
    means: 'blocks that an erasure took are not asked for again',
    net: 'torn STM32L073',
  },
  {
    name: 'mirror-first-unit-first',
    file: MIRROR,
    from: 'this.copyRun(this.at === 0 ? unit : this.at, end);',
    to: 'this.copyRun(this.at, end);',
    means: 'the mirror writes the first unit with the rest',
    net: 'mirror/live/none/bank1/passes/store',
  },
  {
    name: 'mirror-over-a-living-bank',
    file: MIRROR,
    from: 'if (this.at === 0) this.erase(0, Math.min(this.runBytes, this.length));',
    to: '',
    means: 'the mirror does not take away the first run before the others',
    net: 'mirror/live/none/bank1/passes/store',
  },
];
