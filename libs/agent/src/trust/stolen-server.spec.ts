import { beforeAll, describe, expect, it } from '@jest/globals';

import { JwsSigner, signingKeyFromSeed, signKeySet, TrustedKeys, type SigningKey } from '@twinbank/keys';
import { fromBase64Url } from '@twinbank/primitives';
import type { KeySet, KeyUse, TicketMessage } from '@twinbank/protocol';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleRelease } from '@twinbank/testkit/sample-image';

import { factoryInstall } from '../factory.js';

const MCU = { part: 'STM32G484' } as const;
const release = (version: string, counter: number) => sampleRelease({ ...MCU, version, counter, bytes: 4096 });

/** What a server has: the key of its tickets, and the key with which it signed releases before the team did. */
let server: { readonly ticket: SigningKey; readonly manifest: SigningKey };
let team: { readonly root: SigningKey; readonly manifest: SigningKey };
beforeAll(async () => {
  const [ticket, serverManifest, root, manifest] = await Promise.all(
    [1, 2, 3, 4].map((seed) => signingKeyFromSeed(new Uint8Array(32).fill(seed))),
  );
  server = { ticket: ticket!, manifest: serverManifest! };
  team = { root: root!, manifest: manifest! };
});

const signedBy = async (manifest: SigningKey): Promise<TestKeys> => ({
  manifest: await JwsSigner.of(manifest),
  ticket: await JwsSigner.of(server.ticket),
  manifestKeys: new TrustedKeys([server.manifest.publicJwk]),
  ticketKeys: new TrustedKeys([server.ticket.publicJwk]),
});
const key = ({ publicJwk }: SigningKey, ...uses: KeyUse[]): KeySet['keys'][number] => ({
  x: fromBase64Url(publicJwk.x)!,
  uses,
});
const setOf = (version: number, keys: KeySet['keys']): KeySet => ({
  ...{ product: 'motor', version, issuedAtMs: 0, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold: 1 },
  keys,
});
const give = async (device: BenchDevice, set: KeySet, signers: readonly SigningKey[]): Promise<void> => {
  const message: TicketMessage = { type: 'key-set', ...(await signKeySet(set, signers)) };
  device.deliver({ type: 'ticket', message, unixMs: 1000 });
};

/** A device whose factory gave it the server's keys, and whose team took the one for releases away. */
async function teamDevice(): Promise<BenchDevice> {
  const rootKeys = { keys: [team.root.publicJwk], threshold: 1 };
  const device = new BenchDevice({ keys: await signedBy(server.manifest), mcu: MCU, config: { rootKeys } });
  factoryInstall(device.mcu, release('1.0.0', 1));
  device.boot();
  const keys = [key(team.root, 'root'), key(team.manifest, 'manifest'), key(server.ticket, 'ticket')];
  await give(device, setOf(1, keys), [team.root]);
  return device;
}

async function order(device: BenchDevice, manifest: SigningKey, job: number): Promise<BenchDevice['result']> {
  const made = await orderOf(await signedBy(manifest), release('1.1.0', 2), { job, transfer: job, sequence: job });
  device.publish(new MiniServer(made));
  device.run();
  return device.result;
}

describe('a device of a team, whose server is in the hands of a thief', () => {
  it('installs nothing that the server alone can sign', async () => {
    const device = await teamDevice();
    expect(await order(device, server.manifest, 1)).toMatchObject({ stage: 'rejected', fault: 'key_revoked' });
    expect(await order(device, server.ticket, 2)).toMatchObject({ stage: 'rejected', fault: 'signature_invalid' });
    expect(device.agent.status()).toMatchObject({ active: 1, banks: [{ version: '1.0.0' }, { state: 'empty' }] });
    expect(await order(device, team.manifest, 3)).toMatchObject({ stage: 'done' });
  });

  it('cannot be talked into trusting the server’s keys', async () => {
    const device = await teamDevice();
    const own = setOf(9, [key(server.manifest, 'root', 'manifest'), key(server.ticket, 'ticket')]);
    const withRoot = setOf(9, [key(team.root, 'root'), key(server.manifest, 'manifest'), key(server.ticket, 'ticket')]);
    for (const set of [own, withRoot])
      for (const signers of [[], [server.manifest], [server.manifest, server.ticket], [team.manifest, server.ticket]])
        await give(device, set, signers);
    expect(device.agent.status().keySet).toBe(1);
    expect(await order(device, server.manifest, 1)).toMatchObject({ stage: 'rejected', fault: 'key_revoked' });
  });
});
