import type { LinkerMap } from './linker-map.js';
import { MapDraft } from './map-draft.js';
import type { MapLine } from './map-lines.js';
import { numberIn, objectName } from './map-words.js';

/** Whether a line is the heading of a map by lld. */
export const isLldHeading = (text: string): boolean => /^ *VMA +LMA +Size Align Out +In +Symbol$/.test(text);

/** VMA, LMA, size, alignment, and how far what follows is indented: a section of the program, a piece, or a symbol. */
const ROW = /^ *([0-9a-f]+) +([0-9a-f]+) +([0-9a-f]+) +(\d+) ( *)(\S.*)$/;
const INDENT = { section: 0, piece: 8, symbol: 16 } as const;
/** Only for what is set to the place where it stands is the address that of the symbol. */
const HERE = /^(?:PROVIDE\(|HIDDEN\()?([^\s=()]+) = \.\)?$/;
const ASSIGNED = / = /;
/** Marks where code and constants begin [AAELF32 §5.5.5]. */
const MAPPING = /^\$[adt](\.|$)/;

/** Reads a map of lld. @throws Fault `map_invalid`, `map_too_large` */
export function lldMap(lines: Iterable<MapLine>): LinkerMap {
  const draft = new MapDraft();
  let last = 1;
  for (const one of lines) {
    readRow(one, draft);
    last = one.line;
  }
  return draft.build('lld', last);
}

function readRow({ text, line }: MapLine, draft: MapDraft): void {
  const [, vma, lma, size, , indent, rest] = ROW.exec(text) ?? [];
  if (vma === undefined || rest === undefined) return;
  const [address, loadAddress, bytes] = [vma, lma!, size!].map((digits) => numberIn(digits, line)) as [
    number,
    number,
    number,
  ];
  if (ASSIGNED.test(rest)) {
    const [, name] = HERE.exec(rest) ?? [];
    if (name !== undefined && name !== '.') draft.addSymbol({ name, address }, false, line);
    return;
  }
  if (indent!.length === INDENT.section) draft.beginSection({ name: rest, address, loadAddress, bytes, line });
  else if (indent!.length === INDENT.piece) addPiece(rest, { address, bytes }, line, draft);
  else if (indent!.length === INDENT.symbol && !MAPPING.test(rest))
    draft.addSymbol({ name: rest, address, bytes }, true, line);
}

/** `main.o:(.text.run)`, where a path may have colons, too. */
function addPiece(text: string, place: { address: number; bytes: number }, line: number, draft: MapDraft): void {
  const at = text.lastIndexOf(':(');
  if (at < 0 || !text.endsWith(')')) return;
  draft.addPiece({ name: text.slice(at + 2, -1), object: objectName(text.slice(0, at)), ...place }, line);
}
