import { paddedImage } from '@twinbank/image';
import { findingsOfFile, type DeclaredFile } from '@twinbank/intake';
import { sha256 } from '@twinbank/keys';
import { toHex } from '@twinbank/primitives';

/** What a file is, as the server would say it of an upload. */
export type Inspection = ReturnType<typeof inspected>;

/** Looks into a file as the server does at an upload; what it refuses is listed under `faults`. */
export function inspected(file: Uint8Array, name: string, declared: DeclaredFile) {
  const { format, image, faults, findings, vectorTable, descriptor } = findingsOfFile(file, declared);
  const padded = image && paddedImage(image);
  return {
    ...{ file: name, format, part: declared.part, bytes: file.length, sha256: toHex(sha256(file)) },
    ...(padded && { image: { length: padded.length, sha256: toHex(sha256(padded)) } }),
    ...(vectorTable && {
      stackPointer: address(vectorTable.stackPointer),
      resetHandler: address(vectorTable.resetHandler),
    }),
    ...(descriptor && { descriptor }),
    faults: faults.map(({ code, detail }) => ({ code, detail })),
    findings,
  };
}

const address = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
