import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { sha256, signingKeyFromSeed } from '@twinbank/keys';
import { concatBytes, fromHex, isFault, toHex } from '@twinbank/primitives';

import { derivedSalt, packRelease } from './pack.js';
import {
  decodePackage,
  encodePackage,
  isPackage,
  PACKAGE_BYTES_MAX,
  PACKAGE_HEAD_BYTES,
  packageLength,
  SIGNATURES_MAX,
  type ReleasePackage,
} from './package-format.js';
import { exampleInputs, packageVectors } from './package-vectors.js';
import { signPackage } from './sign.js';

const DOCUMENT = readFileSync(new URL('../../../docs/package-format.md', import.meta.url), 'utf8');
const VECTORS = JSON.parse(/^```json vectors\n([\s\S]*?)^```$/m.exec(DOCUMENT)![1]!) as {
  signatures: { seed: string; kid: string; signature: string }[];
  package: { sha256: string };
};

const keyOf = (seed: string) => signingKeyFromSeed(fromHex(seed)!);
const example = async (): Promise<Uint8Array> => {
  let release = packRelease(exampleInputs());
  for (const { seed } of VECTORS.signatures) release = await signPackage(release, await keyOf(seed));
  return encodePackage(release);
};
const faultOfBytes = (bytes: Uint8Array): unknown => {
  try {
    decodePackage(bytes);
  } catch (error) {
    return isFault(error) ? error.code : error;
  }
  return undefined;
};

describe('the vectors of docs/package-format.md', () => {
  it('are what our own code gives (node tools/print-vectors.mjs --package)', async () => {
    expect(VECTORS).toEqual(JSON.parse(JSON.stringify(await packageVectors())));
  });

  it('hold by the document alone: lengths by offset, signatures by node:crypto', async () => {
    const file = Buffer.from(await example());
    expect(toHex(sha256(file))).toBe(VECTORS.package.sha256);
    const [n, p, s, t] = [file.readUInt16LE(10), file.readUInt32LE(12), file.readUInt32LE(16), file.readUInt32LE(20)];
    expect(t).toBe(file.length);
    let at = 24;
    for (let index = 0; index < n; index++) {
      const h = file.readUInt16LE(at);
      const header = file.subarray(at + 2, at + 2 + h);
      const signature = file.subarray(at + 2 + h, at + 2 + h + 64);
      const text = [header, file.subarray(t - s - p, t - s)].map((part) => part.toString('base64url')).join('.');
      const { publicJwk } = await keyOf(VECTORS.signatures[index]!.seed);
      const key = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
      expect(verify(null, Buffer.from(text), key, signature)).toBe(true);
      at += 2 + h + 64;
    }
    expect([n, at]).toEqual([2, t - s - p]);
  });
});

describe('packing', () => {
  it('gives the same bytes for the same inputs, and other salts for each input that names the release', async () => {
    expect(await example()).toEqual(await example());
    const { code, ...inputs } = exampleInputs();
    const others = [{ product: 'drive' }, { version: '1.1.1' }, { counter: 4 }, { createdMs: 1 }];
    const salts = [{}, ...others].map((other) => toHex(derivedSalt({ ...inputs, code, ...other })));
    salts.push(toHex(derivedSalt({ ...inputs, code: concatBytes(code, Uint8Array.of(1)) })));
    expect(new Set(salts).size).toBe(6);
  });

  it('takes the salt that it is given', () => {
    const plaintextSalt = new Uint8Array(64).fill(7);
    expect(packRelease({ ...exampleInputs(), plaintextSalt }).stream.subarray(0, 64)).toEqual(plaintextSalt);
  });

  it.each([
    [{ code: new Uint8Array(0) }, 'image_empty'],
    [{ code: new Uint8Array(4096) }, 'image_not_bootable'],
    [{ blockSize: 1000 }, 'request_invalid'],
    [{ version: 'one' }, 'request_invalid'],
  ])('refuses %j', (other, code) => {
    expect(() => packRelease({ ...exampleInputs(), ...other })).toThrow(expect.objectContaining({ code }));
  });
});

describe('a package', () => {
  it('comes back as it was written, whatever is in it', () => {
    const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
    const signature = fc.record({ header: bytes(512), signature: fc.uint8Array({ minLength: 64, maxLength: 64 }) });
    const parts = fc.record({
      signatures: fc.array(signature, { maxLength: SIGNATURES_MAX }),
      payload: bytes(300),
      stream: bytes(300),
    });
    fc.assert(
      fc.property(parts, (release: ReleasePackage) => {
        const file = encodePackage(release);
        expect(decodePackage(file)).toEqual(release);
        expect([isPackage(file), packageLength(file)]).toEqual([true, file.length]);
      }),
    );
  });

  it('is refused wherever it is cut, and with a byte too many', async () => {
    const file = await example();
    for (let length = 0; length < file.length; length += length < 700 ? 1 : 97)
      expect(faultOfBytes(file.subarray(0, length))).toBe(length < 8 ? 'package_invalid' : 'package_truncated');
    expect(faultOfBytes(concatBytes(file, Uint8Array.of(0)))).toBe('package_invalid');
  });

  const at = (offset: number, value: number, bytes: 2 | 4) => (view: DataView) =>
    bytes === 2 ? view.setUint16(offset, value, true) : view.setUint32(offset, value, true);
  it.each<[string, (view: DataView, length: number) => void, string]>([
    ['another magic', (view) => view.setUint8(0, 0x09), 'package_invalid'],
    ['a later format', at(8, 3, 2), 'package_invalid'],
    ['nine signatures', at(10, 9, 2), 'package_too_large'],
    ['one signature fewer than it has', at(10, 1, 2), 'package_invalid'],
    ['one signature more than it has', at(10, 3, 2), 'package_invalid'],
    ['a manifest above the limit', at(12, 0x10001, 4), 'package_too_large'],
    ['a manifest of 4 GiB', at(12, 0xffffffff, 4), 'package_too_large'],
    ['a manifest one byte longer', (view) => view.setUint32(12, view.getUint32(12, true) + 1, true), 'package_invalid'],
    ['a stream above the limit', at(16, 0x200001, 4), 'package_too_large'],
    ['a stream one byte shorter', (view) => view.setUint32(16, view.getUint32(16, true) - 1, true), 'package_invalid'],
    ['a length of 0', at(20, 0, 4), 'package_invalid'],
    ['a length of 4 GiB', at(20, 0xffffffff, 4), 'package_invalid'],
    ['a longer length', (view, length) => view.setUint32(20, length + 1, true), 'package_truncated'],
    ['a header that reaches into the manifest', at(24, 512, 2), 'package_invalid'],
    ['a header above the limit', at(24, 513, 2), 'package_too_large'],
    ['a header one byte shorter, so that the next length is another one', at(24, 96, 2), 'package_too_large'],
  ])('is refused with %s', async (_, edit, code) => {
    const file = new Uint8Array(await example());
    edit(new DataView(file.buffer), file.length);
    expect(faultOfBytes(file)).toBe(code);
  });

  it('says where a signature reaches into the manifest', async () => {
    const file = new Uint8Array(await example());
    at(24, 300, 2)(new DataView(file.buffer));
    const facts = { offset: 24 };
    expect(() => decodePackage(file)).toThrow(expect.objectContaining({ code: 'package_invalid', facts }));
  });

  it('gives nothing but a package fault for any bytes', () => {
    const head = fc.uint8Array({ minLength: 0, maxLength: 200 });
    fc.assert(
      fc.property(head, fc.boolean(), (bytes, magic) => {
        const file = magic ? concatBytes(fromHex('895457500d0a1a0a0100')!, bytes) : bytes;
        const code = faultOfBytes(file);
        expect(code === undefined || String(code).startsWith('package_')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('says how long it is by its head alone, and is never longer than the limit', async () => {
    const file = new Uint8Array(await example());
    expect(packageLength(file.subarray(0, PACKAGE_HEAD_BYTES))).toBe(file.length);
    const view = new DataView(file.buffer);
    at(10, SIGNATURES_MAX, 2)(view);
    at(12, 0x10000, 4)(view);
    at(16, 0x200000, 4)(view);
    at(20, PACKAGE_BYTES_MAX, 4)(view);
    expect(packageLength(file)).toBe(PACKAGE_BYTES_MAX);
    at(20, PACKAGE_BYTES_MAX + 1, 4)(view);
    expect(() => packageLength(file)).toThrow(expect.objectContaining({ code: 'package_invalid' }));
  });
});
