import { encodePlans, sectionTableOf, type PayloadInput, type SwapStep } from '@twinbank/image';
import { DESCRIPTOR_BYTES, DESCRIPTOR_OFFSET, type ProgramFacts } from '@twinbank/inspect';
import { JWS_TYPES, sha256, signingKeyFromSeed, type SigningKey } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';

import { factsDocument, namedDocument } from './carried-facts.js';
import { encodeDocuments } from './documents.js';
import { derivedSalt, packRelease, type PackInputs } from './pack.js';
import { encodePackage, type PackageSignature } from './package-format.js';
import { keyIdOf } from './signature.js';
import { signPackage } from './sign.js';

/**
 * A package with inputs that anyone can type, signed by two keys. docs/package-format.md shows the result, printed by
 * tools/print-vectors.mjs; a test keeps both in step.
 */
export async function packageVectors(): Promise<Record<string, object>> {
  const unsigned = packRelease(exampleInputs());
  const seeds = [0x20, 0xa0].map((first) => Uint8Array.from({ length: 32 }, (_, index) => first + index));
  const keys = await Promise.all(seeds.map(signingKeyFromSeed));
  const signed = await signPackage(await signPackage(unsigned, keys[0]!), keys[1]!);
  const bytes = encodePackage(signed);
  return {
    salt: { derived: toHex(derivedSalt(exampleInputs())) },
    unsigned: summaryOf(encodePackage(unsigned)),
    signatures: signed.signatures.map((entry, index) => ({
      seed: toHex(seeds[index]!),
      kid: keyIdOf(entry),
      headerBytes: entry.header.length,
      signature: toHex(entry.signature),
    })),
    manifest: { typ: JWS_TYPES.manifest, bytes: signed.payload.length, sha256: toHex(sha256(signed.payload)) },
    stream: { bytes: signed.stream.length, sha256: toHex(sha256(signed.stream)) },
    package: summaryOf(bytes),
    withSections: withSections(),
    withPlans: withPlans(),
    withDocuments: await withDocuments(keys[0]!),
  };
}

/** The same package, not signed, of an image with a section of every kind but plans. */
function withSections(): object {
  const release = packRelease({ ...exampleInputs(), code: exampleWithCopy(), extras: exampleSections() });
  const image = release.stream.subarray(64);
  const { payloads } = sectionTableOf(image)!;
  const table = image.subarray(image.length - (payloads.length + 1) * 64);
  return {
    image: { bytes: image.length, sha256: toHex(sha256(image)) },
    table: toHex(table),
    manifest: { bytes: release.payload.length, sha256: toHex(sha256(release.payload)) },
    unsigned: summaryOf(encodePackage(release)),
  };
}

/** The same package, not signed, with a plan. */
function withPlans(): object {
  const steps: SwapStep[] = [
    { do: 'move', from: 0x20001004, to: 0x20001008, length: 8 },
    { do: 'initialise', to: 0x20001010, length: 6, bytes: Uint8Array.of(1, 2, 0, 4) },
  ];
  const bytes = encodePlans([{ from: [0x11, 0x22].map((byte) => new Uint8Array(32).fill(byte)), steps }]);
  const release = packRelease({ ...exampleInputs(), extras: [{ type: 'plan', bytes }] });
  return {
    plan: toHex(bytes),
    image: { bytes: release.stream.length - 64, sha256: toHex(sha256(release.stream.subarray(64))) },
    manifest: { bytes: release.payload.length, sha256: toHex(sha256(release.payload)) },
    unsigned: summaryOf(encodePackage(release)),
  };
}

/** The same package, with documents and one signature. */
async function withDocuments(key: SigningKey): Promise<object> {
  const documents = [
    factsDocument(exampleFacts())!,
    namedDocument('sbom', utf8('{}')),
    namedDocument('notes', utf8('new')),
  ];
  const release = await signPackage(packRelease({ ...exampleInputs(), documents }), key);
  const [{ header, signature }] = release.signatures as [PackageSignature];
  return {
    documents: toHex(encodeDocuments(documents)),
    header: new TextDecoder().decode(header),
    signature: toHex(signature),
    package: summaryOf(encodePackage(release)),
  };
}

/** One variable of four bytes, which start-up code sets to 7. */
export const exampleFacts = (): ProgramFacts => ({
  ...{ knows: 'types', ramFunctions: [], usesHeap: false },
  variables: [
    {
      ...{ name: 'count', symbol: 'count', unit: 'main.c', address: 0x20000000, bytes: 4, section: '.data' },
      type: { kind: 'base', bytes: 4, name: 'int', encoding: 'signed' },
      initial: Uint8Array.of(7, 0, 0, 0),
    },
  ],
});

/** A section of every kind but plans, in another order than that in which they are laid out. */
function exampleSections(): PayloadInput[] {
  return [
    { type: 'companion', bytes: new Uint8Array(200).fill(0x33), address: 0x400, target: 'radio' },
    { type: 'ram-code', bytes: exampleInputs().code.subarray(0, 512), address: 0x20002000 },
    { type: 'ram-init', bytes: Uint8Array.of(1, 2, 3, 4, 5), address: 0x20003001 },
    { type: 'config', bytes: utf8('{"limit":7}') },
    { type: 'companion', bytes: new Uint8Array(64).fill(0x44), target: 'charger' },
  ];
}

/** The example's code with a descriptor: version 1.1.0, counter 3, no swap section, one copy of interrupt code of 512 bytes at 20002000. */
function exampleWithCopy(): Uint8Array {
  const { code } = exampleInputs();
  const view = new DataView(code.buffer);
  code.fill(0, DESCRIPTOR_OFFSET, DESCRIPTOR_OFFSET + DESCRIPTOR_BYTES);
  const put = (offset: number, value: number): void => view.setUint32(DESCRIPTOR_OFFSET + offset, value, true);
  code.set(utf8('TWBK'), DESCRIPTOR_OFFSET);
  put(0x04, 0x00800001);
  code.set(utf8('G4'), DESCRIPTOR_OFFSET + 0x08);
  code.set(utf8('1.1.0'), DESCRIPTOR_OFFSET + 0x10);
  put(0x30, 0x20002000);
  put(0x34, 512);
  put(0x40, 0x20002000);
  put(0x48, 2048);
  put(0x4c, 3);
  return code;
}

/**
 * 2048 bytes of code for an STM32G484: the stack pointer 20001000, then 08000401 up to the end of the vector table (118
 * words), then byte i being i modulo 251.
 */
export function exampleInputs(): PackInputs {
  const code = Uint8Array.from({ length: 2048 }, (_, index) => index % 251);
  const view = new DataView(code.buffer);
  for (let word = 0; word < 118; word++) view.setUint32(word * 4, word === 0 ? 0x20001000 : 0x08000401, true);
  return {
    ...{ product: 'pump', version: '1.1.0', counter: 3, parts: ['STM32G484'], hardware: ['B', 'C'], code },
    ...{ blockSize: 1024, createdMs: Date.UTC(2026, 10, 22, 12) },
  };
}

const summaryOf = (bytes: Uint8Array): object => ({
  bytes: bytes.length,
  head: toHex(bytes.subarray(0, 24)),
  sha256: toHex(sha256(bytes)),
});
