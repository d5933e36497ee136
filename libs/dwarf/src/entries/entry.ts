import { dwarfFault, hexOf } from '../dwarf-fault.js';
import type { Abbreviation, AbbreviationTable } from './abbreviations.js';
import { blockLength, indirectForm, passBy, lengthOf } from './form-skips.js';
import { type Reader } from './reader.js';
import { readSignature } from './unit-header.js';
import { AT, FORM } from './vocabulary.js';

/** A value of an attribute, as far as it can be told without another section. Offsets are of the file, or of a section where it says so. */
export type Value =
  | { readonly is: 'number'; readonly value: number }
  /** To another entry, by its offset in the unit, in `.debug_info`, or by the signature of its type unit. */
  | { readonly is: 'in unit' | 'in info'; readonly offset: number }
  | { readonly is: 'signature'; readonly signature: string }
  | { readonly is: 'text'; readonly at: number }
  | { readonly is: 'in str' | 'in line_str'; readonly offset: number }
  | { readonly is: 'text index' | 'address index'; readonly index: number }
  | { readonly is: 'block'; readonly from: number; readonly to: number }
  /** In another file, which is not there. */
  | { readonly is: 'elsewhere' };

/** What an entry says: values by `AT`. Where an attribute stands twice, the first one counts. */
export type Attributes = ReadonlyMap<number, Value>;

const READ = new Set<number>(Object.values(AT));

/** Reads the attributes of an entry that anybody asks for; the reader stands behind its code, and then behind all of them. */
export function readAttributes(reader: Reader, { attributes, forms, constants }: Abbreviation): Attributes {
  const values = new Map<number, Value>();
  for (const [index, attribute] of attributes.entries()) {
    const form = forms[index]!;
    if (READ.has(attribute) && !values.has(attribute))
      values.set(attribute, readValue(reader, form, constants.get(index)));
    else passBy(reader, lengthOf(form, reader.at));
  }
  return values;
}

/** Reads one attribute by its index; the reader stands behind the code of the entry. */
export function readOne(reader: Reader, { forms, constants }: Abbreviation, index: number): Value {
  for (let before = 0; before < index; before += 1) passBy(reader, lengthOf(forms[before]!, reader.at));
  return readValue(reader, forms[index]!, constants.get(index));
}

type ReadForm = (reader: Reader, form: number) => Value;

const numberOf =
  (width: number): ReadForm =>
  (reader) => ({ is: 'number', value: reader.fixed(width) });
const inUnit =
  (width: number): ReadForm =>
  (reader) => ({ is: 'in unit', offset: reader.fixed(width) });
const textIndex =
  (width: number): ReadForm =>
  (reader) => ({ is: 'text index', index: reader.fixed(width) });
const addressIndex =
  (width: number): ReadForm =>
  (reader) => ({ is: 'address index', index: reader.fixed(width) });
const block: ReadForm = (reader, form) => {
  const length = blockLength(reader, lengthOf(form, reader.at));
  const from = reader.at;
  reader.skip(length);
  return { is: 'block', from, to: reader.at };
};
const elsewhere: ReadForm = (reader, form) => {
  passBy(reader, lengthOf(form, reader.at));
  return { is: 'elsewhere' };
};

const READS: ReadonlyMap<number, ReadForm> = new Map<number, ReadForm>([
  [FORM.addr, numberOf(4)],
  [FORM.data1, numberOf(1)],
  [FORM.data2, numberOf(2)],
  [FORM.data4, numberOf(4)],
  [FORM.data8, numberOf(8)],
  [FORM.flag, numberOf(1)],
  [FORM.secOffset, numberOf(4)],
  [FORM.flagPresent, () => ({ is: 'number', value: 1 })],
  [FORM.udata, (reader) => ({ is: 'number', value: reader.uleb() })],
  [FORM.sdata, (reader) => ({ is: 'number', value: reader.sleb() })],
  [FORM.ref1, inUnit(1)],
  [FORM.ref2, inUnit(2)],
  [FORM.ref4, inUnit(4)],
  [FORM.ref8, inUnit(8)],
  [FORM.refUdata, (reader) => ({ is: 'in unit', offset: reader.uleb() })],
  [FORM.refAddr, (reader) => ({ is: 'in info', offset: reader.u32() })],
  [FORM.refSig8, (reader) => ({ is: 'signature', signature: readSignature(reader) })],
  [FORM.strp, (reader) => ({ is: 'in str', offset: reader.u32() })],
  [FORM.lineStrp, (reader) => ({ is: 'in line_str', offset: reader.u32() })],
  [
    FORM.string,
    (reader) => {
      const at = reader.at;
      reader.skipText();
      return { is: 'text', at };
    },
  ],
  [FORM.strx, (reader) => ({ is: 'text index', index: reader.uleb() })],
  [FORM.gnuStrIndex, (reader) => ({ is: 'text index', index: reader.uleb() })],
  ...[FORM.strx1, FORM.strx2, FORM.strx3, FORM.strx4].map((form, index) => [form, textIndex(index + 1)] as const),
  [FORM.addrx, (reader) => ({ is: 'address index', index: reader.uleb() })],
  [FORM.gnuAddrIndex, (reader) => ({ is: 'address index', index: reader.uleb() })],
  ...[FORM.addrx1, FORM.addrx2, FORM.addrx3, FORM.addrx4].map((form, at) => [form, addressIndex(at + 1)] as const),
  ...[FORM.block, FORM.block1, FORM.block2, FORM.block4, FORM.exprloc].map((form) => [form, block] as const),
  ...[FORM.refSup4, FORM.refSup8, FORM.strpSup, FORM.gnuRefAlt, FORM.gnuStrpAlt].map(
    (form) => [form, elsewhere] as const,
  ),
  ...[FORM.data16, FORM.loclistx, FORM.rnglistx].map((form) => [form, elsewhere] as const),
]);

function readValue(reader: Reader, form: number, constant: number | undefined): Value {
  if (constant !== undefined) return { is: 'number', value: constant };
  if (form === FORM.indirect) return readValue(reader, indirectForm(reader), undefined);
  const read = READS.get(form);
  if (!read) throw dwarfFault('dwarf_invalid', reader.at, `a value of the unknown form ${hexOf(form)}`);
  return read(reader, form);
}

/** The code of the shape of an entry, and the shape; undefined where a list of entries ends. */
export function readShape(reader: Reader, table: AbbreviationTable): Abbreviation | undefined {
  const at = reader.at;
  const code = reader.uleb();
  return code === 0 ? undefined : table.get(code, at);
}
