import { isPartName, type OptionValues } from '@twinbank/parts';
import { toBase64Url } from '@twinbank/primitives';
import { faultOf, FieldReader, readJsonObject, RESET_CAUSES } from '@twinbank/protocol';
import type { BootOutcome } from './boot-rom.js';
import type { CellArchive } from './cell-archive.js';
import { encodeCompanions, readCompanions } from './companion/companion-file.js';
import type { EepromState } from './flash/eeprom.js';
import { Cells, type Flaw } from './flash/flash-cells.js';
import type { Mcu, McuState } from './mcu.js';
import type { OptionState } from './flash/option-bytes.js';
import { SRAM_PAGE_BYTES } from './sram.js';

/** Two banks of 512 KiB in base64, RAM, and some reserve. */
const FILE_BYTES_MAX = 4 << 20;
const FLAWS: readonly Flaw[] = ['corrected', 'double', 'weak'];
const BIT = [0, 1] as const;
type Bit = 0 | 1;
/** Most characters in the name of archived content. */
const NAME_MAX = 64;
/** Most other chips on a board. */
const CHIPS_MAX = 16;
const TIME_MAX = Number.MAX_SAFE_INTEGER;

/**
 * The whole device as JSON text in UTF-8, to keep it in a file, with what the other chips on its board hold. Erased flash takes no space. With an
 * archive, the file only names the content that the device's {@link PageStore} shares.
 */
export function encodeMcu(mcu: Mcu, archive?: CellArchive): Uint8Array {
  const { flash, sram, eeprom, lastBoot, companions: _chips, ...rest } = mcu.saveState();
  const blank = flash.banks.erased;
  const entryOf = (bank: number, index: number, cells: Cells): object[] =>
    cells === blank ? [] : [{ bank, index, ...contentOf(cells, archive), flaws: flawsOf(cells) }];
  const runs = flash.banks.banks.flatMap((bank, b) => bank.flatMap((cells, index) => entryOf(b + 1, index, cells)));
  return new TextEncoder().encode(
    JSON.stringify({
      v: 1,
      part: mcu.spec.name,
      bankBytes: mcu.flash.bankBytes,
      ...rest,
      boot: lastBoot,
      flash: { runs, guard: flash.guard, busy: flash.busy, acr: flash.acr },
      sram: { seed: sram.seed, pages: [...sram.pages].map(([index, bytes]) => ({ index, data: toBase64Url(bytes) })) },
      ...(mcu.companions.length > 0 && { companions: encodeCompanions(mcu, archive) }),
      eeprom: eeprom?.flatMap((half, h) =>
        half.flatMap((page, index) =>
          page.every((byte) => byte === 0) ? [] : [{ half: h + 1, index, data: toBase64Url(page) }],
        ),
      ),
    }),
  );
}

const contentOf = (cells: Cells, archive: CellArchive | undefined): { data: string } | { kept: string } =>
  archive && cells.settled ? { kept: archive.keep(cells.bytes) } : { data: toBase64Url(cells.bytes) };

const flawsOf = (cells: Cells): { unit: number; flaw: Flaw }[] =>
  [...(cells.flaws ?? [])].map(([unit, flaw]) => ({ unit, flaw }));

/**
 * Reads what {@link encodeMcu} wrote, for {@link Mcu.restoreState} on a device of the same part and bank size.
 *
 * @throws Fault `message_malformed` (also for content that the archive does not know), `message_too_large`
 */
export function decodeMcu(bytes: Uint8Array, mcu: Mcu, archive?: CellArchive): McuState {
  const fields = new FieldReader(readJsonObject(bytes, FILE_BYTES_MAX));
  fields.whole('v', 1, 1);
  fields.oneOf('part', isPartName(mcu.spec.name) ? [mcu.spec.name] : []);
  fields.whole('bankBytes', mcu.flash.bankBytes, mcu.flash.bankBytes);
  const clock = fields.nested('clock');
  const iwdg = fields.nested('iwdg');
  const sram = fields.nested('sram');
  const chips = fields.optional('companions', (name) => fields.objects(name, CHIPS_MAX)) ?? [];
  return {
    flash: readFlash(fields.nested('flash'), mcu, archive),
    optionBytes: readOptions(fields.nested('optionBytes')),
    eeprom: mcu.eeprom && readEeprom(fields, mcu.eeprom.save()),
    sram: { seed: sram.text('seed', 100), pages: new Map(sram.objects('pages', 4096).map(readRamPage)) },
    clock: { nowNs: clock.whole('nowNs', 0, TIME_MAX), hclkHz: clock.whole('hclkHz', 1, mcu.spec.clock.maxHz) },
    iwdg: {
      timeoutUs: iwdg.number('timeoutUs', 0, TIME_MAX),
      dueUs: iwdg.optional('dueUs', (name) => iwdg.number(name, 0, TIME_MAX)) ?? null,
    },
    on: fields.flag('on'),
    supplied: fields.flag('supplied'),
    fbMode: bit(fields, 'fbMode'),
    memoryAtZero: fields.oneOf('memoryAtZero', ['flash', 'system'] as const),
    vtor: fields.whole('vtor', 0, 0xffffffff),
    interruptsMasked: fields.optional('interruptsMasked', (name) => fields.flag(name)) ?? false,
    lastBoot: fields.optional('boot', (name) => readBoot(fields.nested(name))),
    powerCycles: fields.whole('powerCycles', 0, TIME_MAX),
    ...(chips.length > 0 && { companions: readCompanions(chips, mcu, archive) }),
  };
}

const bit = (fields: FieldReader, name: string): Bit => fields.whole(name, BIT[0], BIT[1]) as Bit;
const bankOf = (fields: FieldReader, name: string): 1 | 2 => fields.whole(name, 1, 2) as 1 | 2;

const readRamPage = (page: FieldReader): [number, Uint8Array] => [
  page.whole('index', 0, 0xffffff),
  page.bytes('data', SRAM_PAGE_BYTES),
];

function readFlash(fields: FieldReader, mcu: Mcu, archive: CellArchive | undefined): McuState['flash'] {
  const { banks: now } = mcu.flash.save();
  const cellsBytes = now.erased.bytes.length;
  const count = mcu.flash.bankBytes / cellsBytes;
  const banks = [1, 2].map(() => new Array<Cells>(count).fill(now.erased));
  for (const run of fields.objects('runs', 2 * count)) {
    const units = cellsBytes / mcu.spec.flash.eccBytes;
    const flaws = run
      .objects('flaws', units)
      .map((entry): [number, Flaw] => [entry.whole('unit', 0, units - 1), entry.oneOf('flaw', FLAWS)]);
    const kept = run.optional('kept', (name) => readKept(run.text(name, NAME_MAX), cellsBytes, archive));
    const read = new Cells(kept ?? run.bytes('data', cellsBytes), flaws.length > 0 ? new Map(flaws) : undefined);
    const cells = kept ? mcu.pageStore.pool(mcu.flash.spec, cellsBytes).settle(read) : read;
    banks[bankOf(run, 'bank') - 1]![run.whole('index', 0, count - 1)] = cells;
  }
  const guard = fields.nested('guard');
  const busy = fields.nested('busy');
  const acr = fields.nested('acr');
  return {
    banks: { banks, erased: now.erased },
    guard: {
      locked: guard.flag('locked'),
      rowsInto: guard.optional('rowsInto', (name) => bankOf(guard, name)) ?? null,
    },
    busy: {
      codeIn: busy.oneOf('codeIn', ['flash', 'ram'] as const),
      waits: busy.flag('waits'),
      stallNs: busy.whole('stallNs', 0, TIME_MAX),
      untilNs: busy.whole('untilNs', 0, TIME_MAX),
      bank: busy.optional('bank', (name) => bankOf(busy, name)) ?? null,
    },
    acr: { on: acr.flag('on'), stale: acr.flag('stale') },
  };
}

function readKept(name: string, cellsBytes: number, archive: CellArchive | undefined): Uint8Array {
  const bytes = archive?.find(name);
  if (bytes?.length !== cellsBytes)
    throw faultOf('message_malformed', `no content of ${cellsBytes} bytes is kept as ${name}`);
  return bytes;
}

function readOptions(fields: FieldReader): OptionState {
  return {
    stored: fields.optional('stored', (name) => readValues(fields.nested(name))),
    loaded: readValues(fields.nested('loaded')),
    optverr: fields.flag('optverr'),
    locked: fields.flag('locked'),
  };
}

function readValues(fields: FieldReader): OptionValues {
  return {
    rdp: fields.whole('rdp', 0, 2) as 0 | 1 | 2,
    bfb2: bit(fields, 'bfb2'),
    dualBank: bit(fields, 'dualBank'),
    nBoot1: bit(fields, 'nBoot1'),
    nBoot0: bit(fields, 'nBoot0'),
    nSwBoot0: bit(fields, 'nSwBoot0'),
    iwdgSw: bit(fields, 'iwdgSw'),
    sram2Rst: bit(fields, 'sram2Rst'),
    borLevel: fields.whole('borLevel', 0, 7),
    wrp: fields
      .objects('wrp', 4)
      .map((area) => ({
        bank: bankOf(area, 'bank'),
        first: area.whole('first', 0, 0xffff),
        last: area.whole('last', 0, 0xffff),
      })),
    pcropAll: fields.flag('pcropAll'),
  };
}

function readEeprom(fields: FieldReader, blank: EepromState): EepromState {
  const halves = blank.map((half) => half.map((page): Uint8Array => new Uint8Array(page.length)));
  for (const page of fields.objects('eeprom', 2 * halves[0]!.length)) {
    const half = halves[bankOf(page, 'half') - 1]!;
    half[page.whole('index', 0, half.length - 1)] = page.bytes('data', half[0]!.length);
  }
  return halves;
}

function readBoot(fields: FieldReader): BootOutcome {
  const by = fields.oneOf('by', ['hardware', 'boot-rom'] as const);
  const cause = fields.oneOf('cause', RESET_CAUSES);
  const booted = fields.optional('booted', (name) => bankOf(fields, name));
  if (booted) return { booted, by, cause };
  return {
    booted: undefined,
    stopped: fields.oneOf('stopped', ['bootloader', 'locked-up', 'nmi', 'protected'] as const),
    by,
    cause,
  };
}
