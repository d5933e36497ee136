import { beforeAll, describe, expect, it } from '@jest/globals';

import {
  JWS_TYPES,
  JwsSigner,
  keySetPoint,
  p256KeyFromScalar,
  signingKeyFromSeed,
  signKeySet,
  TrustedKeys,
  type SigningKey,
} from '@twinbank/keys';
import { concatBytes, fromBase64Url, fromHex, toBase64Url, toHex, utf8 } from '@twinbank/primitives';
import type { KeySet, KeyUse, SignedKeySet, TicketMessage } from '@twinbank/protocol';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, type TestKeys, type TestOrder } from '@twinbank/testkit/mini-server';
import { sampleRelease } from '@twinbank/testkit/sample-image';

import { journalledKeySet } from '../device-status.js';
import { factoryInstall } from '../factory.js';

const MCU = { part: 'STM32G484' } as const;
const release = (version: string, counter = 1) =>
  sampleRelease({ ...MCU, version, counter, bytes: 4096, ...{ isrCopies: false } });

let p256: { readonly root: SigningKey; readonly manifest: SigningKey; readonly other: SigningKey };
let ed: { readonly root: SigningKey; readonly manifest: SigningKey; readonly ticket: SigningKey };
beforeAll(async () => {
  const [root, manifest, other] = await Promise.all(
    [1, 2, 3].map((first) => p256KeyFromScalar(new Uint8Array(32).fill(first))),
  );
  p256 = { root: root!, manifest: manifest!, other: other! };
  const [edRoot, edManifest, ticket] = await Promise.all(
    [1, 2, 3].map((first) => signingKeyFromSeed(new Uint8Array(32).fill(first))),
  );
  ed = { root: edRoot!, manifest: edManifest!, ticket: ticket! };
});

const publicOf = ({ publicJwk }: SigningKey) => publicJwk;
const keysOf = async (manifest: SigningKey, ticket = ed.ticket): Promise<TestKeys> => ({
  manifest: await JwsSigner.of(manifest),
  ticket: await JwsSigner.of(ticket),
  manifestKeys: new TrustedKeys([manifest.publicJwk]),
  ticketKeys: new TrustedKeys([ticket.publicJwk]),
});
/** A device whose factory gave it the roots of both kinds, of which two have to sign. */
async function device(manifest = p256.manifest, ticket = ed.ticket): Promise<BenchDevice> {
  const rootKeys = { keys: [p256.root, ed.root].map(publicOf), threshold: 2 };
  const bench = new BenchDevice({ keys: await keysOf(manifest, ticket), mcu: MCU, config: { rootKeys } });
  factoryInstall(bench.mcu, release('1.0.0'));
  bench.boot();
  return bench;
}
const key = ({ publicJwk }: SigningKey, ...uses: KeyUse[]): KeySet['keys'][number] => ({
  x: keySetPoint(publicJwk),
  uses,
});
const setOf = (version: number, ...manifests: SigningKey[]): KeySet => ({
  ...{ product: 'motor', version, issuedAtMs: 0, expiresAtMs: 2000, rootThreshold: 2, manifestThreshold: 1 },
  keys: [
    key(p256.root, 'root'),
    key(ed.root, 'root'),
    ...manifests.map((one) => key(one, 'manifest')),
    key(ed.ticket, 'ticket'),
  ],
});
const give = (bench: BenchDevice, signed: SignedKeySet): void => {
  const message: TicketMessage = { type: 'key-set', ...signed };
  bench.deliver({ type: 'ticket', message, unixMs: 1000 });
};
const lastHello = ({ reports }: BenchDevice) => reports.findLast((report) => report.type === 'hello');

async function resultOf(bench: BenchDevice, by: TestKeys, sequence: number, change?: (order: TestOrder) => TestOrder) {
  const order = await orderOf(by, release(`1.${sequence}.0`, 2), { job: sequence, transfer: sequence, sequence });
  bench.publish(new MiniServer(change ? change(order) : order));
  bench.run();
  return bench.result;
}

describe('a device whose team signs with P-256', () => {
  it('takes a release by the key that its factory gave it, and none by another', async () => {
    const bench = await device();
    const other = await keysOf(p256.other);
    expect(await resultOf(bench, other, 1)).toMatchObject({ stage: 'rejected', fault: 'signature_invalid' });
    expect(await resultOf(bench, await keysOf(p256.manifest), 2)).toMatchObject({ stage: 'done' });
  });

  it('takes a key set that roots of both kinds have signed, keeps it over a start, and then only what its keys sign', async () => {
    const bench = await device();
    const set = setOf(1, p256.other, ed.manifest);
    for (const some of [[p256.root], [ed.root], [p256.root, p256.other]]) {
      give(bench, await signKeySet(set, some));
      expect(lastHello(bench)).toMatchObject({ keySetRefused: { version: 1, fault: 'key_set_unsigned' } });
    }
    give(bench, await signKeySet(set, [p256.root, ed.root]));
    expect(bench.agent.status()).toMatchObject({ keySet: 1, understands: expect.arrayContaining(['p256']) });
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    bench.boot();
    expect(journalledKeySet(bench.mcu)?.keys).toEqual(set.keys);
    const revoked = { stage: 'rejected', fault: 'key_revoked' };
    expect(await resultOf(bench, await keysOf(p256.manifest), 1)).toMatchObject(revoked);
    expect(await resultOf(bench, await keysOf(p256.other), 2)).toMatchObject({ stage: 'done' });
    expect(await resultOf(bench, await keysOf(ed.manifest), 3)).toMatchObject({ stage: 'done' });
    // After swaps and mirrors the next one follows on it.
    give(bench, await signKeySet(setOf(2, ed.manifest), [p256.root, ed.root]));
    expect(bench.agent.status().keySet).toBe(2);
    expect(await resultOf(bench, await keysOf(p256.other), 4)).toMatchObject({ stage: 'rejected' });
  });

  it('holds the old set or the new one, whole, after a cut at any operation', async () => {
    const [before, after] = [setOf(1, ed.manifest, p256.other), setOf(2, p256.manifest, p256.other)];
    const [first, second] = [
      await signKeySet(before, [p256.root, ed.root]),
      await signKeySet(after, [p256.root, ed.root]),
    ];
    for (let cut = 2, interrupted = true; interrupted; cut++) {
      const bench = await device();
      give(bench, first);
      bench.mcu.power.cutAt(bench.mcu.power.count + (cut >> 1), cut % 2 === 0 ? 'before' : 'torn', cut);
      give(bench, second);
      interrupted = bench.interruptions > 0;
      if (interrupted) bench.boot();
      expect(journalledKeySet(bench.mcu)?.keys).toEqual(interrupted ? before.keys : after.keys);
      expect(bench.agent.status().keySet).toBe(interrupted ? 1 : 2);
      if (!interrupted) expect(cut).toBeGreaterThan(20);
    }
  });

  it('refuses a set whose signature has the higher s, or is of the one kind under a key of the other', async () => {
    const bench = await device();
    const signed = await signKeySet(setOf(1, p256.manifest), [p256.root, ed.root]);
    const [byP256, byEd] = signed.signatures;
    const lifted = { ...byP256!, signature: withHighS(byP256!.signature) };
    const confused = { protected: byEd!.protected, signature: byP256!.signature };
    for (const signatures of [
      [lifted, byEd!],
      [byP256!, confused],
    ]) {
      give(bench, { ...signed, signatures });
      expect(lastHello(bench)).toMatchObject({ keySetRefused: { version: 1, fault: 'signature_invalid' } });
    }
    give(bench, signed);
    expect(bench.agent.status().keySet).toBe(1);
  });

  it('refuses a manifest whose signature has the higher s: a release has one digest', async () => {
    const bench = await device();
    const by = await keysOf(p256.manifest);
    const lifted = ({ message, ...order }: TestOrder): TestOrder => {
      const at = message.manifest.lastIndexOf('.') + 1;
      const manifest = message.manifest.slice(0, at) + withHighS(message.manifest.slice(at));
      return { ...order, message: { ...message, manifest } };
    };
    expect(await resultOf(bench, by, 1, lifted)).toMatchObject({ stage: 'rejected', fault: 'signature_invalid' });
    expect(await resultOf(bench, by, 2)).toMatchObject({ stage: 'done' });
  });

  it('takes no ticket that is signed with P-256, not even by a key of its list', async () => {
    const bench = await device(p256.manifest, p256.other);
    const by = await keysOf(p256.manifest, p256.other);
    expect(by.ticketKeys.kids).toEqual([p256.other.kid]);
    expect(await resultOf(bench, by, 1)).toMatchObject({ stage: 'rejected', fault: 'signature_invalid' });
  });

  it('is talked into nothing by a header that names another algorithm than its key has', async () => {
    const bench = await device(ed.manifest);
    const by = await keysOf(ed.manifest);
    const confused = ({ message, ...order }: TestOrder): TestOrder => {
      const [, ...rest] = message.manifest.split('.');
      const header = toBase64Url(utf8(JSON.stringify({ alg: 'ES256', kid: ed.manifest.kid, typ: JWS_TYPES.manifest })));
      return { ...order, message: { ...message, manifest: [header, ...rest].join('.') } };
    };
    expect(await resultOf(bench, by, 1, confused)).toMatchObject({ stage: 'rejected', fault: 'signature_invalid' });
  });
});

/** The signature with n − s in place of s, which fits as well. */
function withHighS(signature: string): string {
  const bytes = fromBase64Url(signature)!;
  const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const s = BigInt(`0x${toHex(bytes.subarray(32))}`);
  return toBase64Url(concatBytes(bytes.subarray(0, 32), fromHex((order - s).toString(16).padStart(64, '0'))!));
}
