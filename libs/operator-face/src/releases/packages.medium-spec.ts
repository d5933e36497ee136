import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { ReleaseDraft } from '@twinbank/database';
import { buildRelease, encodeManifest } from '@twinbank/image';
import {
  JWS_TYPES,
  keyIdOfJws,
  p256KeyFromScalar,
  sha256,
  signingKeyFromSeed,
  TrustedKeys,
  verifyJws,
  type SigningKey,
} from '@twinbank/keys';
import {
  encodePackage,
  factsDocument,
  namedDocument,
  PACKAGE_BYTES_MAX,
  PACKAGE_MEDIA_TYPE,
  packRelease,
  signPackage,
  type PackInputs,
  type ReleasePackage,
} from '@twinbank/package';
import { toHex, utf8 } from '@twinbank/primitives';
import { LIMITS } from '@twinbank/protocol';
import { StoredImages } from '@twinbank/stored-releases';

import { withDescriptor } from '../testing/a-descriptor.js';
import { anImage } from '../testing/an-image.js';
import { aForm, anSbom, programFacts } from '../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { signedChange } from '../testing/team-keys.js';
import { BlobSweep } from './blob-sweep.js';

const PART = 'STM32G484';
const HOUR_MS = 3600 * 1000;
const IMAGE = withDescriptor(anImage(PART), { version: '1.1.0', counter: 2 });

describe('packages that a team has signed', () => {
  let server: ServerUnderTest;
  let keys: SigningKey[];
  let product: string;
  let number = 0;
  beforeAll(async () => {
    keys = await Promise.all([1, 2, 3].map((byte) => signingKeyFromSeed(new Uint8Array(32).fill(byte))));
    keys.push(await p256KeyFromScalar(new Uint8Array(32).fill(4)));
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    product = `signed-${++number}`;
    await server.send('POST', 'products', { body: { name: product, part: PART, hardware: ['A'] } });
  });

  const inputs = (): PackInputs => ({
    ...{ product, version: '1.1.0', counter: 2, parts: [PART], hardware: ['A'], code: IMAGE, createdMs: 0 },
  });
  const signed = async (by: readonly number[], release = packRelease(inputs())): Promise<ReleasePackage> => {
    let all = release;
    for (const key of by) all = await signPackage(all, keys[key]!);
    return all;
  };
  /** Changes the policy, signed by the keys of the one before. */
  const sign = async (by: readonly number[], threshold = 1, serverKey = false): Promise<Answer> => {
    const named = by.map((key) => ({ name: `key-${key}`, jwk: keys[key]!.publicJwk }));
    const body = await signedChange(server, product, { keys: named, threshold, serverKey }, keys);
    return server.send('POST', `products/${product}/signing`, { body });
  };
  const headers = { 'content-type': PACKAGE_MEDIA_TYPE };
  const upload = (release: ReleasePackage | Uint8Array): Promise<Answer> => {
    const body = Buffer.from(release instanceof Uint8Array ? release : encodePackage(release));
    return server.send('POST', `products/${product}/releases`, { body, headers });
  };
  const uploadImage = (): Promise<Answer> =>
    server.send('POST', `products/${product}/releases`, aForm({ version: '1.1.0', counter: 2 }, { image: IMAGE }));
  const kept = async (): Promise<number> =>
    (await server.send('GET', `products/${product}/releases`)).json.items.length as number;
  const code = async (answer: Promise<Answer>): Promise<unknown> => (await answer).json.code;
  /** A manifest that says something else of the same stream, signed. */
  const saying = async (edit: (manifest: Record<string, unknown>) => object, other = {}): Promise<ReleasePackage> => {
    const { manifest, stream } = buildRelease({ ...inputs(), plaintextSalt: new Uint8Array(64), ...other });
    const json = JSON.parse(JSON.stringify(encodeManifest(manifest))) as Record<string, unknown>;
    return signed([0], { signatures: [], payload: utf8(JSON.stringify(edit(json))), stream });
  };

  it('say what their programs are like, as far as it lies in RAM, and releases are compared by it', async () => {
    await sign([0]);
    const code = withDescriptor(anImage(PART), { version: '1.2.0', counter: 3 });
    const [old, next, outside] = [0x20000000, 0x20000010, 0x40000000].map((address) =>
      factsDocument(programFacts(address))!,
    );
    const first = await signed([0], packRelease({ ...inputs(), documents: [old!] }));
    expect((await upload(first)).json.findings).toContainEqual(expect.objectContaining({ code: 'facts_carried' }));
    const later = { ...inputs(), version: '1.2.0', counter: 3, code };
    expect((await upload(await signed([0], packRelease({ ...later, documents: [next!] })))).status).toBe(201);
    const diff = async (to: string) => (await server.send('GET', `products/${product}/releases/1.1.0/diff/${to}`)).json;
    expect(await diff('1.2.0')).toMatchObject({
      knows: 'types',
      variables: [{ kind: 'moved', name: 'count', from: { address: 0x20000000 }, to: { address: 0x20000010 } }],
    });
    const elsewhere = {
      ...later,
      version: '1.3.0',
      code: withDescriptor(anImage(PART), { version: '1.3.0', counter: 3 }),
    };
    await upload(await signed([0], packRelease({ ...elsewhere, documents: [outside!] })));
    expect((await diff('1.3.0')).variables).toEqual([expect.objectContaining({ kind: 'removed', name: 'count' })]);
  });

  it('are refused with other documents than were signed with them, or facts that nobody can read; nothing is kept', async () => {
    await sign([0]);
    const [facts1, facts2] = [factsDocument(programFacts(0x20000000))!, factsDocument(programFacts(0x20000004))!];
    const release = await signed([0], packRelease({ ...inputs(), documents: [facts1] }));
    const { documents: _taken, ...bare } = release;
    expect(await code(upload(bare))).toBe('signature_documents');
    expect(await code(upload({ ...release, documents: [facts2] }))).toBe('signature_documents');
    const spoilt = { ...facts1, bytes: facts2.bytes! };
    expect(await code(upload({ ...release, documents: [spoilt] }))).toBe('package_digest_mismatch');
    const strange = { kind: 'facts', sha256: sha256(utf8('{}')), bytes: utf8('{}') } as const;
    const { payload, stream } = release;
    expect(await code(upload(await signed([0], { signatures: [], payload, stream, documents: [strange] })))).toBe(
      'package_invalid',
    );
    expect(await kept()).toBe(0);
    expect((await upload(release)).status).toBe(201);
  });

  it('say whether the SBOM and the notes that are kept are those that the team has signed', async () => {
    await sign([0]);
    const [own, other] = ['one', 'other'].map(anSbom);
    const documents = [namedDocument('sbom', utf8(own!.body)), namedDocument('notes', utf8('Less current.'))];
    const { json } = await upload(await signed([0], packRelease({ ...inputs(), documents })));
    const signedDocuments = { sbom: toHex(documents[0]!.sha256), notes: toHex(documents[1]!.sha256) };
    expect([json.signedDocuments, json.sbom, json.notesSigned]).toEqual([signedDocuments, undefined, undefined]);
    const address = `products/${product}/releases/1.1.0`;
    const store = async ({ body, headers: type }: ReturnType<typeof anSbom>) =>
      (await server.send('POST', `${address}/sbom`, { body: Buffer.from(body), headers: type })).json.sbom.signed;
    expect([await store(own!), await store(other!), await store(own!)]).toEqual([true, false, true]);
    const note = async (notes: string) => (await server.send('PATCH', address, { body: { notes } })).json.notesSigned;
    expect([await note('Less current.'), await note('Less current!')]).toEqual([true, false]);
  });

  it('are stored as they were signed, once, and written down with their signers', async () => {
    await sign([0, 1], 2);
    const release = await signed([1, 0]);
    const file = encodePackage(release);
    const { status, json } = await upload(file);
    expect([status, json.version, json.modes]).toEqual([201, '1.1.0', ['live', 'reset']]);
    const trusted = new TrustedKeys([keys[1]!.publicJwk]);
    const payload = verifyJws({
      ...{ compact: json.manifestJws as string, keys: trusted },
      ...{ type: JWS_TYPES.manifest, maxBytes: LIMITS.ticketBytes },
    });
    expect(payload).toEqual(JSON.parse(Buffer.from(release.payload).toString()));
    expect(json.file).toEqual({ length: file.length, sha256: toHex(sha256(file)) });
    const stored = await server.database.releases.get(product, '1.1.0');
    expect(stored.blobKey).toBe(toHex(sha256(release.stream)));
    expect(await server.blobs.get(stored.blobKey)).toHaveLength(release.stream.length);
    expect(await upload(file)).toMatchObject({ status: 200, json: { manifestDigest: json.manifestDigest } });
    const { items } = (await server.send('GET', 'events/log?limit=100')).json;
    const [made] = items.filter(
      (event: { kind: string; data: { product: string } }) =>
        event.kind === 'release_created' && event.data.product === product,
    );
    expect(made.data.signedBy).toEqual([keys[1]!.kid, keys[0]!.kid]);
    expect(json.signedBy).toEqual([keys[1]!.kid, keys[0]!.kid]);
  });

  it('count keys of Ed25519 and of P-256 alike towards a threshold, and keep the first for devices', async () => {
    await sign([0, 3], 2);
    expect(await code(upload(await signed([3])))).toBe('signatures_missing');
    expect(await code(upload(await signed([3, 1])))).toBe('signing_key_unknown');
    const release = await signed([3, 0]);
    const [byP256, byEd] = release.signatures;
    const confused = { header: byEd!.header, signature: byP256!.signature };
    expect(await code(upload({ ...release, signatures: [byP256!, confused] }))).toBe('signature_invalid');
    const { status, json } = await upload(release);
    expect([status, keyIdOfJws(json.manifestJws as string)]).toEqual([201, keys[3]!.kid]);
    // The same package is the same release; signed anew it is another one, because signatures of P-256 contain chance.
    expect(await upload(release)).toMatchObject({ status: 200 });
    expect(await code(upload(await signed([3, 0])))).toBe('release_exists');
  });

  it('are the only releases of a product for which the server may not sign', async () => {
    await sign([0]);
    expect(await uploadImage()).toMatchObject({ status: 409, json: { code: 'release_unsigned' } });
    expect(await kept()).toBe(0);
    await sign([0], 1, true);
    expect(await uploadImage()).toMatchObject({ status: 201 });
    // The same image, but another signature: devices may hold one key and not the other.
    expect(await code(upload(await signed([0])))).toBe('release_exists');
  });

  it('are not what is answered where the same image is uploaded for the server to sign', async () => {
    await sign([0], 1, true);
    expect(await upload(await signed([0]))).toMatchObject({ status: 201 });
    expect(await uploadImage()).toMatchObject({ status: 409, json: { code: 'release_exists' } });
  });

  it('are refused with signatures that do not count', async () => {
    expect(await code(upload(await signed([0])))).toBe('signing_key_unknown');
    await sign([0, 1], 2);
    expect(await code(upload(await signed([])))).toBe('signatures_missing');
    expect(await upload(await signed([0]))).toMatchObject({
      status: 422,
      json: { code: 'signatures_missing', facts: { signatures: 1, needed: 2 } },
    });
    const one = await signed([0]);
    expect(await code(upload({ ...one, signatures: [...one.signatures, ...one.signatures] }))).toBe(
      'signature_repeated',
    );
    expect(await code(upload(await signed([0, 1, 2])))).toBe('signing_key_unknown');
    const header = utf8(JSON.stringify({ alg: 'none', kid: keys[0]!.kid, typ: JWS_TYPES.manifest }));
    expect(await code(upload({ ...one, signatures: [{ ...one.signatures[0]!, header }] }))).toBe('signature_algorithm');
    const other = await signed([0, 1], packRelease({ ...inputs(), counter: 2, createdMs: 1 }));
    expect(await code(upload({ ...one, signatures: other.signatures }))).toBe('signature_invalid');
    // A key that was taken away.
    await sign([1]);
    expect(await code(upload(await signed([0, 1])))).toBe('signing_key_unknown');
    expect(await kept()).toBe(0);
  });

  it('are refused by the server’s own key, though it may sign images', async () => {
    await sign([0], 1, true);
    const forged = await signPackage(packRelease(inputs()), server.keyRing.manifestKey!);
    expect(await code(upload(forged))).toBe('signing_key_unknown');
  });

  it('are refused where their numbers lie, and keep nothing', async () => {
    await sign([0]);
    const file = encodePackage(await signed([0]));
    expect(await code(upload(file.subarray(0, file.length - 1)))).toBe('package_truncated');
    expect(await code(upload(Buffer.concat([file, Buffer.alloc(1)])))).toBe('package_invalid');
    expect(await code(upload(new Uint8Array(0)))).toBe('package_invalid');
    expect(await code(upload(IMAGE))).toBe('package_invalid');
    expect(await code(upload(new Uint8Array(PACKAGE_BYTES_MAX + 1)))).toBe('package_too_large');
    const changed = Uint8Array.from(file);
    changed[file.length - 1]! ^= 1;
    expect(await code(upload(changed))).toBe('package_digest_mismatch');
    expect(await code(upload(await saying((m) => ({ ...m, streamLength: 5 }))))).toBe('manifest_malformed');
    expect(await code(upload(await saying((m) => ({ ...m, swapSection: null }))))).toBe('manifest_malformed');
    expect(await code(upload(await saying((m) => m, { ramLayout: 7 })))).toBe('package_contradicts_image');
    expect(await code(upload(await saying((m) => m, { version: '1.2.0' })))).toBe('image_mismatch');
    expect(await code(upload(await saying((m) => m, { code: new Uint8Array(4096) })))).toBe('image_not_bootable');
    const bare = await saying((m) => m, { code: anImage(PART, { descriptor: false }) });
    expect(await code(upload(bare))).toBe('image_without_agent');
    const extras = Array.from({ length: 9 }, (_, chip) => ({
      type: 'companion',
      bytes: new Uint8Array(4),
      target: `c${chip}`,
    }));
    expect(await code(upload(await saying((m) => m, { extras })))).toBe('package_sections_unsupported');
    expect(await kept()).toBe(0);
  });

  it('may carry sections besides the code, of which each is in the manifest', async () => {
    await sign([0]);
    const extras = [
      { type: 'config' as const, bytes: Uint8Array.of(1, 2, 3) },
      { type: 'ram-init' as const, bytes: Uint8Array.of(4), address: 0x20003000 },
      { type: 'companion' as const, bytes: Uint8Array.of(5), target: 'radio' },
    ];
    const misplaced = [{ ...extras[1]!, address: 0x20000ff0 }];
    expect(await code(upload(await saying((m) => m, { extras: misplaced })))).toBe('section_misplaced');
    const { status, json } = await upload(await signed([0], packRelease({ ...inputs(), extras })));
    expect([status, json.manifest.sections]).toMatchObject([
      201,
      [
        { type: 'code' },
        { type: 'config', length: 3 },
        { type: 'ram-init', length: 1, address: 0x20003000 },
        { type: 'companion', target: 'radio' },
      ],
    ]);
  });

  it('are refused where they are signed for something else', async () => {
    await sign([0]);
    const others = [{ product: 'other' }, { parts: ['STM32G474'] }, { hardware: ['A', 'B'] }];
    for (const other of others)
      expect(await upload(await saying((m) => m, other))).toMatchObject({ json: { code: 'package_mismatch' } });
    expect(await upload(await saying((m) => m, { parts: [PART, 'STM32G474'] }))).toMatchObject({ status: 201 });
    const older = withDescriptor(anImage(PART), { version: '1.0.0', counter: 1 });
    const below = await signed([0], packRelease({ ...inputs(), version: '1.0.0', counter: 1, code: older }));
    expect(await code(upload(below))).toBe('counter_too_low');
  });

  it('are taken by no other route, and need the right of any upload', async () => {
    await sign([0]);
    const body = Buffer.from(encodePackage(await signed([0])));
    expect(await server.send('POST', 'products', { body, headers })).toMatchObject({ status: 415 });
    expect(await server.send('POST', `products/${product}/releases`, { body, headers, scope: 'read' })).toMatchObject({
      status: 403,
    });
  });

  /** Uploads it with something that happens after its stream was stored, before its row is written. */
  const uploadWith = async (release: ReleasePackage, before: () => Promise<Partial<ReleaseDraft>>): Promise<Answer> => {
    const { releases } = server.database;
    const { create } = releases;
    releases.create = async (draft, ...rest) => {
      Reflect.deleteProperty(releases, 'create');
      return create.call(releases, { ...draft, ...(await before()) }, ...rest);
    };
    return upload(release);
  };
  const stale = (): Promise<Partial<ReleaseDraft>> =>
    Promise.resolve({ signing: { keys: [], threshold: 8, serverKey: true, sequence: 1 } });
  const blobs = (): readonly string[] => server.blobs.keys();
  const sweepAfter = (ms: number): Promise<void> => {
    const clock = { nowMs: () => Date.now() + ms };
    const images = server.get(StoredImages);
    return new BlobSweep(server.database, images, server.blobs, clock, server.get(BlobSweep)['logger']).sweep();
  };

  it('that were checked by a policy of before are not stored', async () => {
    await sign([0]);
    const refused = await uploadWith(await signed([0]), async () => {
      await sign([1]);
      return {};
    });
    expect([refused.json.code, await kept()]).toEqual(['conflict', 0]);
  });

  describe('whose stream comes again', () => {
    beforeEach(async () => void (await sign([0])));
    const key = (release: ReleasePackage): string => toHex(sha256(release.stream));

    it('are stored once, however many uploads of one there are at once', async () => {
      const release = await signed([0]);
      const answers = await Promise.all([1, 2, 3, 4].map(() => upload(release)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
      await sweepAfter(48 * HOUR_MS);
      expect([await kept(), blobs().includes(key(release))]).toEqual([1, true]);
    });

    it('are answered as stored where another upload was faster, and it keeps its stream', async () => {
      const release = await signed([0]);
      const late = await uploadWith(release, async () => {
        expect(await upload(release)).toMatchObject({ status: 201 });
        return {};
      });
      expect(late).toMatchObject({ status: 200, json: { version: '1.1.0' } });
      expect(blobs()).toContain(key(release));
    });

    it('are taken after a refusal that had no fault of theirs', async () => {
      const release = await signed([0]);
      expect(await code(uploadWith(release, stale))).toBe('conflict');
      expect(blobs()).not.toContain(key(release));
      expect(await upload(release)).toMatchObject({ status: 201 });
      await sweepAfter(2 * HOUR_MS);
      expect(blobs()).toContain(key(release));
    });

    it('are not stored without it where the sweep was between, and are taken again', async () => {
      const release = await signed([0]);
      for (const age of [2 * HOUR_MS, 48 * HOUR_MS]) {
        const swept = await uploadWith(release, async () => {
          await sweepAfter(age);
          return {};
        });
        expect([swept.json.code, await kept(), blobs().includes(key(release))]).toEqual(['conflict', 0, false]);
      }
      expect(await upload(release)).toMatchObject({ status: 201 });
      expect(blobs()).toContain(key(release));
    });

    it('leave no more notes behind than a day of refused ones', async () => {
      const { releases } = server.database;
      const left = (): Promise<readonly string[]> => releases.leftBlobs(Date.now() + 48 * HOUR_MS, 1000);
      for (let at = 0; at < 110; at += 1) await releases.intendBlob(String(at).padStart(64, '0'), Date.now());
      await sweepAfter(2 * HOUR_MS);
      expect((await left()).length).toBeGreaterThanOrEqual(110);
      await sweepAfter(26 * HOUR_MS);
      expect(await left()).toEqual([]);
    });

    it('take nothing from a release of another product that has the same', async () => {
      const salt = { plaintextSalt: new Uint8Array(64).fill(number) };
      const first = await saying((m) => m, salt);
      expect(await upload(first)).toMatchObject({ status: 201 });
      product = `signed-${++number}`;
      await server.send('POST', 'products', { body: { name: product, part: PART, hardware: ['A'] } });
      await sign([0]);
      const other = await saying((m) => m, salt);
      expect(key(other)).toBe(key(first));
      expect(await code(uploadWith(other, stale))).toBe('conflict');
      await sweepAfter(48 * HOUR_MS);
      expect(blobs()).toContain(key(first));
      expect(await upload(other)).toMatchObject({ status: 201 });
    });
  });
});
