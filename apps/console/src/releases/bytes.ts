import { many } from '../parts/texts/many.js';

const KIB = 1024;

/** A number of bytes as people read it, with the exact one where it was rounded. */
export function bytesText(bytes: number): string {
  const exact = many(bytes, 'byte');
  if (bytes < KIB) return exact;
  const [value, unit] = bytes < KIB * KIB ? [bytes / KIB, 'KiB'] : [bytes / KIB / KIB, 'MiB'];
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit} (${exact})`;
}

/** An address of flash or RAM as data sheets write it. */
export const addressText = (address: number): string => `0x${address.toString(16).toUpperCase().padStart(8, '0')}`;
