import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { deriveDeviceRoot, masterOf, mosquittoPasswordLine, type KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';
import { topicOf } from '@twinbank/protocol';

import { DeviceFaceUnderTest } from '../testing/device-face-under-test.js';
import { ScriptedDevice } from '@twinbank/testkit/scripted-device';
import { until } from '@twinbank/testkit/until';

/**
 * The configuration in docs/brokers.md, on a Mosquitto that the test starts. Runs only if external brokers are
 * tested at all.
 */
const describeOutside = process.env['TEST_MQTT_URL'] === undefined ? describe.skip : describe;
const DOCS = readFileSync(join(import.meta.dirname, '../../../../docs/brokers.md'), 'utf8');
const SERVER_PASSWORD = 'the-servers-own';

/** The file that the documentation shows under this name. */
function documented(path: string): string {
  const found = new RegExp(`\`${path.replaceAll('.', '\\.')}\`\\n\\n\`\`\`conf\\n([^\`]+)\`\`\``).exec(DOCS);
  if (!found) throw new Error(`docs/brokers.md does not show ${path}`);
  return found[1]!;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describeOutside('Mosquitto, configured as documented', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  let mosquitto: ChildProcess;
  let face: DeviceFaceUnderTest;
  let deviceUrl: string;
  let ca: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-mosquitto-'));
    chmodSync(folder, 0o755);
    const [devicePort, serverPort] = [await freePort(), await freePort()];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
    execFileSync(
      'openssl',
      ['req', '-x509', ...curve, ...subject, '-keyout', path('server.key'), '-out', path('server.crt')],
      { stdio: 'ignore' },
    );
    chmodSync(path('server.key'), 0o644);
    ca = readFileSync(path('server.crt'), 'utf8');
    const config = documented('/etc/mosquitto/mosquitto.conf')
      .replaceAll('/etc/mosquitto/', `${folder}/`)
      .replace('listener 8883', `listener ${devicePort} 127.0.0.1`)
      .replace('listener 1883', `listener ${serverPort}`);
    writeFileSync(path('mosquitto.conf'), config);
    writeFileSync(path('twinbank.acl'), documented('/etc/mosquitto/twinbank.acl'));
    execFileSync('mosquitto_passwd', ['-c', '-b', path('twinbank.passwd'), 'twinbank-server', SERVER_PASSWORD]);
    chmodSync(path('twinbank.passwd'), 0o644);
    mosquitto = spawn('mosquitto', ['-c', path('mosquitto.conf')], { stdio: 'ignore' });
    deviceUrl = `mqtts://127.0.0.1:${devicePort}`;
    face = await DeviceFaceUnderTest.start(`mqtt://127.0.0.1:${serverPort}`, {
      userName: 'twinbank-server',
      password: SERVER_PASSWORD,
    });
  }, 60_000);
  afterAll(async () => {
    await face.stop();
    mosquitto.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What an operator does after provisioning: exports the password file and makes Mosquitto read it. */
  async function exportPasswords(): Promise<void> {
    const [server] = readFileSync(path('twinbank.passwd'), 'utf8').split('\n');
    let lines = `${server}\n`;
    const keyRing = face.get(KEY_RING as never) as KeyRing;
    const { items } = await face.database.devices.list({ state: 'active' }, { limit: 100 });
    for (const { id, product, keyEpoch } of items) {
      const master = masterOf(keyRing, keyEpoch)!.secret;
      lines += mosquittoPasswordLine(id, deriveDeviceRoot({ master, product, deviceId: id }));
    }
    writeFileSync(path('twinbank.passwd'), lines);
    mosquitto.kill('SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  it('updates a device that uses its derived password, and no other', async () => {
    const [identity, other] = [await face.aDevice(), await face.aDevice()];
    await exportPasswords();
    await expect(
      ScriptedDevice.connect(deviceUrl, identity, { password: ScriptedDevice.passwordOf(other), ca }),
    ).rejects.toThrow('Not authorized');
    const device = await face.connect(identity, { url: deviceUrl, password: ScriptedDevice.passwordOf(identity), ca });
    const stored = await face.aRelease('2.0.0');
    await face.aCampaign(stored, [identity]);
    const { transfer, job } = await device.order();
    expect((await device.fetch(transfer, [0, 1, 2])).length).toBe(3);
    await device.report({ type: 'result', job, stage: 'confirmed', status: face.statusRunning(stored) });
    await until(() => device.tickets.at(-1)?.type === 'none', 'the ticket to be cleared');
  }, 30_000);

  it('restricts a device to its own topics', async () => {
    const [identity, victim] = [await face.aDevice(), await face.aDevice()];
    await exportPasswords();
    const connect = (who: typeof identity): Promise<ScriptedDevice> =>
      face.connect(who, { url: deviceUrl, password: ScriptedDevice.passwordOf(who), ca });
    const [thief, owner] = [await connect(identity), await connect(victim)];
    await thief.client.subscribeAsync(topicOf(victim.deviceId, 'ticket'), { qos: 1 });
    await thief.client.publishAsync(topicOf(victim.deviceId, 'ticket'), 'forged', { qos: 1 });
    await thief.client.publishAsync(topicOf(victim.deviceId, 'report'), '{}', { qos: 1 });
    await face.aCampaign(await face.aRelease('2.1.0'), [victim]);
    await owner.order();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([thief.tickets, owner.tickets.length]).toEqual([[], 1]);
    expect(face.logged.some((line) => line.includes('message_malformed'))).toBe(false);
  }, 30_000);

  it('lets no device take the place of another by its client id', async () => {
    const [identity, victim] = [await face.aDevice(), await face.aDevice()];
    await exportPasswords();
    const owner = await face.connect(victim, { url: deviceUrl, password: ScriptedDevice.passwordOf(victim), ca });
    const thief = await face.connect(identity, {
      url: deviceUrl,
      password: ScriptedDevice.passwordOf(identity),
      ca,
      clientId: victim.deviceId,
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([owner.closed, thief.closed]).toEqual([false, false]);
  }, 30_000);
});
