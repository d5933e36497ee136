import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { PARTS } from '@twinbank/parts';
import { intelHexOf } from '@twinbank/testkit/intel-hex';
import { until } from '@twinbank/testkit/until';

import { anImage } from '../testing/an-image.js';
import { aForm } from '../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

const L0_IMAGE = new URL('../../../../simulators/firmware/build/l0/twinbank-l0-1.1.0.bin', import.meta.url);
const MEBIBYTE = new Uint8Array(1024 * 1024).fill(0x01);

/** Uses a real socket, because the tests are about what happens between the first byte and the last. */
describe('an upload', () => {
  let server: ServerUnderTest;
  let address: URL;
  let head: string;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    address = new URL(await server.listen());
    await server.send('POST', 'products', { body: { name: 'motor', part: 'STM32L083', hardware: ['A'] } });
    head = `POST /api/v1/products/motor/releases HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await server.token('operate')}\r\n`;
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const form = (): ReturnType<typeof aForm> => aForm({ version: '1.0.0', counter: 1 }, { image: anImage('STM32L083') });
  const open = async (): Promise<{ socket: Socket; answer: () => string }> => {
    const socket = connect(Number(address.port), address.hostname);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return { socket, answer: () => received };
  };
  const kept = async (): Promise<number> =>
    (await server.send('GET', 'products/motor/releases')).json.items.length as number;

  it('that states too great a length is refused before its body is read', async () => {
    const { socket, answer } = await open();
    socket.write(`${head}content-type: ${form().headers['content-type']}\r\ncontent-length: 99999999\r\n\r\n`);
    await until(() => answer().includes('image_too_large'), 'the refusal');
    expect(answer()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('that goes on and on is answered after a bank’s bytes, and cut', async () => {
    const { socket, answer } = await open();
    const { headers, body } = form();
    const image = Buffer.from(body).indexOf('\r\n\r\n', Buffer.from(body).indexOf('octet-stream')) + 4;
    const chunk = (bytes: Uint8Array): Uint8Array =>
      Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
    socket.write(`${head}content-type: ${headers['content-type']}\r\ntransfer-encoding: chunked\r\n\r\n`);
    socket.write(chunk(body.subarray(0, image)));
    let sent = 0;
    while (sent < 200 && !socket.destroyed) {
      sent += 1;
      if (!socket.write(chunk(MEBIBYTE)))
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
    }
    await until(() => socket.destroyed, 'the connection to be closed');
    expect(answer()).toMatch(/^HTTP\/1\.1 413 [\s\S]*image_too_large/);
    expect(sent).toBeLessThan(100);
    expect(await kept()).toBe(0);
  });

  it('of an Intel HEX file longer than a bank is taken, however short its first piece is', async () => {
    const file = intelHexOf(readFileSync(L0_IMAGE), 0x08000000);
    expect(file.length).toBeGreaterThan(PARTS.STM32L083.imageBytesMax);
    await server.send('POST', 'products', { body: { name: 'meter', part: 'STM32L083', hardware: ['A'] } });
    const { headers, body } = aForm({ version: '1.1.0', counter: 2 }, { image: file });
    const begin = Buffer.from(body).indexOf(':0200000408') + 3;
    const { socket, answer } = await open();
    socket.setNoDelay(true);
    socket.write(
      `${head.replace('motor', 'meter')}content-type: ${headers['content-type']}\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, begin));
    await sleep(100);
    socket.write(body.subarray(begin));
    await until(() => answer().includes('\r\n\r\n'), 'the answer');
    expect(answer()).toMatch(/^HTTP\/1\.1 201 /);
    socket.destroy();
  });

  it('whose connection is lost leaves nothing, and the server goes on', async () => {
    const { socket } = await open();
    const { headers, body } = form();
    socket.write(`${head}content-type: ${headers['content-type']}\r\ncontent-length: ${body.length}\r\n\r\n`);
    socket.write(body.subarray(0, body.length - 1000));
    await sleep(100);
    socket.destroy();
    await sleep(100);
    expect(await kept()).toBe(0);
    expect((await server.send('POST', 'products/motor/releases', form())).status).toBe(201);
  });
});
