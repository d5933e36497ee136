/** A line of S-record with the right length and checksum. */
export function sRecord(type: number, addressBytes: number, address: number, data: Iterable<number>): string {
  const place = Array.from(
    { length: addressBytes },
    (_, index) => Math.floor(address / 256 ** (addressBytes - 1 - index)) % 256,
  );
  const content = [...place, ...data];
  const record = [content.length + 1, ...content];
  const sum = record.reduce((total, byte) => total + byte, 0);
  return `S${type}${[...record, ~sum & 0xff].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')}`;
}

/** A file of S-records that holds these bytes at an address, in records of 16 bytes, as linkers write it. */
export function sRecordsOf(bytes: Uint8Array, address: number): Buffer {
  const lines = [sRecord(0, 2, 0, Buffer.from('image'))];
  for (let at = 0; at < bytes.length; at += 16) lines.push(sRecord(3, 4, address + at, bytes.subarray(at, at + 16)));
  return Buffer.from([...lines, sRecord(7, 4, address, [])].map((line) => `${line}\r\n`).join(''));
}
