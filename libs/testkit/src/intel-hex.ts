/** A file in Intel HEX that holds these bytes at an address, in records of 16 bytes, as linkers write it. */
export function intelHexOf(bytes: Uint8Array, address: number): Buffer {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const here = address + at;
    if (at === 0 || here % 0x10000 === 0) lines.push(recordOf(4, 0, [here >>> 24, (here >>> 16) & 0xff]));
    lines.push(recordOf(0, here & 0xffff, [...bytes.subarray(at, at + 16)]));
  }
  return Buffer.from([...lines, recordOf(1, 0, [])].map((line) => `${line}\n`).join(''));
}

function recordOf(type: number, offset: number, data: readonly number[]): string {
  const record = [data.length, offset >> 8, offset & 0xff, type, ...data];
  const sum = record.reduce((total, byte) => total + byte, 0);
  return `:${[...record, -sum & 0xff].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')}`;
}
