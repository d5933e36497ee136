import { mapFault } from './map-fault.js';

const ADDRESS_END = 2 ** 32;

/**
 * A hexadecimal number with or without `0x`.
 *
 * @throws Fault `map_invalid` if it is beyond 32 bits
 */
export function numberIn(text: string, line: number): number {
  const value = Number.parseInt(text, 16);
  if (value >= 0 && value < ADDRESS_END) return value;
  throw mapFault('map_invalid', line, `${text.slice(0, 32)} is no number of 32 bits`);
}

/** An object file without what differs from machine to machine: an archive loses its folder, and what LTO names by chance its name. */
export function objectName(text: string): string {
  const path = text.trim().replaceAll('\\', '/');
  const archived = /([^/]+)\(([^()]+)\)$/.exec(path);
  if (archived) return `${archived[1]}(${archived[2]})`;
  return /\.ltrans\d*(\.ltrans)?\.o$|\.lto\.o$|^<internal>$|^lto\.tmp$/.test(path)
    ? ''
    : path.replace(/^(?:\.\/+)+/, '');
}

/** Whether an object file was compiled of a source file of this name, as far as names say: `main.c` becomes `main.o` or `main.c.o`. */
export function isObjectOf(object: string, file: string): boolean {
  const base = object.replace(/\)$/, '').replace(/^.*[/(]/, '');
  const stem = base.replace(/\.o(bj)?$/, '');
  return object === file || base === file || stem === file || stem === file.replace(/\.[A-Za-z+]+$/, '');
}
