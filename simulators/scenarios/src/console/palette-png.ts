import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** A palette has one byte for each pixel. */
const COLOURS_MAX = 256;
/** The highest three bits of red, green and blue. */
const KIND = 0xe0e0e0;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Three bytes for each pixel. */
  readonly rgb: Uint8Array;
}

/**
 * The same picture with at most so many colours: the most frequent ones, of each kind at least one; each other pixel takes the nearest of them. Pictures of pages have few
 * colours beside the shades of their letters, so that this makes them a third as large and is hardly seen [PNG: ISO/IEC 15948].
 *
 * @throws RangeError for a PNG that is not of 8 bits a channel in red, green and blue, with or without alpha, without interlace
 */
export function withPalette(png: Uint8Array, colours = COLOURS_MAX): Buffer {
  const { width, height, rgb } = read(Buffer.from(png));
  const palette = frequentColours(rgb, colours);
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = colourAt(rgb, (y * width + x) * 3);
      let index = nearest.get(colour);
      if (index === undefined) nearest.set(colour, (index = nearestOf(palette, colour)));
      rows[y * (width + 1) + 1 + x] = index;
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const entries = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', entries),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const colourAt = (rgb: Uint8Array, at: number): number => (rgb[at]! << 16) | (rgb[at + 1]! << 8) | rgb[at + 2]!;

function frequentColours(rgb: Uint8Array, most: number): number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = colourAt(rgb, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byFrequency = [...counts]
    .sort(([one, often], [other, more]) => more - often || one - other)
    .map(([colour]) => colour);
  // Of each kind of colour the most frequent one, so that a small mark keeps its colour beside the shades of all letters.
  const kinds = new Map<number, number>();
  for (const colour of byFrequency) if (!kinds.has(colour & KIND)) kinds.set(colour & KIND, colour);
  return [...new Set([...[...kinds.values()].slice(0, Math.floor(most / 2)), ...byFrequency])].slice(0, most);
}

function nearestOf(palette: readonly number[], colour: number): number {
  let best = 0;
  let least = Infinity;
  for (const [index, each] of palette.entries()) {
    const apart = [16, 8, 0].reduce(
      (sum, shift) => sum + (((each >> shift) & 255) - ((colour >> shift) & 255)) ** 2,
      0,
    );
    if (apart < least) [best, least] = [index, apart];
  }
  return best;
}

function read(png: Buffer): Pixels {
  const data: Buffer[] = [];
  let [width, height, channels] = [0, 0, 0];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 8, at + 8 + length);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR') [width, height, channels] = headerOf(body);
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  return { width, height, rgb: unfiltered(inflateSync(Buffer.concat(data)), width, height, channels) };
}

function headerOf(body: Buffer): [number, number, number] {
  const [depth, kind, , , interlace] = body.subarray(8);
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlace !== 0)
    throw new RangeError(`a PNG of ${depth} bits, kind ${kind}, interlace ${interlace} is not read`);
  return [body.readUInt32BE(0), body.readUInt32BE(4), kind === 2 ? 3 : 4];
}

/** Undoes the filter of each row, and leaves alpha out: pages are opaque. */
function unfiltered(raw: Buffer, width: number, height: number, channels: number): Uint8Array {
  const stride = width * channels;
  const rgb = new Uint8Array(width * height * 3);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    const filter = raw[from]!;
    const row = Uint8Array.from(raw.subarray(from + 1, from + 1 + stride));
    for (let at = 0; at < stride; at++) {
      const left = at < channels ? 0 : row[at - channels]!;
      const corner = at < channels ? 0 : above[at - channels]!;
      row[at] = row[at]! + predicted(filter, left, above[at]!, corner);
    }
    for (let x = 0; x < width; x++) rgb.set(row.subarray(x * channels, x * channels + 3), (y * width + x) * 3);
    above = row;
  }
  return rgb;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      return 0;
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [left, up, corner].map((each) => Math.abs(left + up - corner - each)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
