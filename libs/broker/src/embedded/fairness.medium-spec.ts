import { createConnection, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { generate, parser, type Packet } from 'mqtt-packet';
import { topicOf } from '@twinbank/protocol';
import { BROKER_LIMITS } from '../broker-limits.js';
import type { BrokerFault } from '../device-broker.js';
import { EmbeddedBroker, type EmbeddedBrokerOptions } from './embedded-broker.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

const SLOWED_MS = 300;

async function startBroker(limits: EmbeddedBrokerOptions['limits'] = {}) {
  const broker = new EmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    admit: async ({ password }) => (password === 'good' ? undefined : 'token_invalid'),
    limits: { slowedMs: SLOWED_MS, ...limits },
  });
  const handled: string[] = [];
  const faults: BrokerFault[] = [];
  broker.onMessage(({ deviceId, kind }) => {
    handled.push(deviceId);
    return kind === 'report' ? Promise.resolve() : undefined;
  });
  broker.onFault((fault) => faults.push(fault));
  await broker.start();
  cleanUp.push(() => broker.stop());
  const of = (deviceId: string): number => handled.filter((id) => id === deviceId).length;
  return { broker, faults, of };
}

/** A device that sends raw packets, so that nothing limits or corrects what it sends. */
class RawDevice {
  readonly heard: Packet[] = [];
  bytesHeard = 0;
  private readonly waiting: (() => void)[] = [];

  private constructor(
    readonly deviceId: string,
    readonly socket: Socket,
  ) {
    const reader = parser({ protocolVersion: 4 });
    reader.on('packet', (packet: Packet) => {
      this.heard.push(packet);
      this.waiting.shift()?.();
    });
    socket.on('data', (bytes: Buffer) => {
      this.bytesHeard += bytes.length;
      reader.parse(bytes);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.waiting.splice(0).forEach((wake) => wake()));
  }

  static async connect(broker: EmbeddedBroker, deviceId: string, { password = 'good', address = '127.0.0.1' } = {}) {
    const socket = createConnection({
      port: Number(new URL(broker.url()).port),
      host: '127.0.0.1',
      localAddress: address,
    });
    cleanUp.push(() => socket.destroy());
    const device = new RawDevice(deviceId, socket);
    const options = { protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 60 } as const;
    const who = { clientId: deviceId, username: deviceId, password: Buffer.from(password) };
    socket.write(generate({ cmd: 'connect', ...options, ...who }));
    await device.answer();
    return device;
  }

  get closed(): boolean {
    return this.socket.destroyed;
  }

  get returnCode(): number | undefined {
    const [first] = this.heard;
    return first?.cmd === 'connack' ? first.returnCode : undefined;
  }

  /** Resolves with the next packet from the broker, or with the end of the connection. */
  answer(): Promise<void> {
    return this.closed ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Sends a report and waits for its acknowledgement. */
  async report(messageId: number): Promise<void> {
    this.socket.write(publish(topicOf(this.deviceId, 'report'), 'a report', messageId));
    await this.answer();
  }

  /** Sends packets as fast as the connection takes them, until it is closed or this many megabytes are sent. */
  async flood(packet: Buffer, megabytes = 20): Promise<void> {
    const piece = Buffer.concat(Array.from({ length: Math.ceil(64_000 / packet.length) }, () => packet));
    for (let sent = 0; sent < megabytes * 1e6 && !this.closed; sent += piece.length) {
      if (this.socket.write(piece)) continue;
      await new Promise<void>((resolve) => {
        this.socket.once('drain', resolve);
        this.socket.once('close', () => resolve());
      });
    }
  }
}

const publish = (topic: string, payload: string | Buffer, messageId?: number): Buffer =>
  generate({
    cmd: 'publish',
    topic,
    payload,
    retain: false,
    dup: false,
    ...(messageId === undefined ? { qos: 0 } : { qos: 1, messageId }),
  });

const TICKET_SUBSCRIPTION = generate({
  cmd: 'subscribe',
  messageId: 1,
  subscriptions: [{ topic: topicOf('rogue', 'ticket'), qos: 1 }],
});

describe('EmbeddedBroker: what one device may cost', () => {
  it.each<[string, Buffer]>([
    ['tiny wants', publish(topicOf('rogue', 'want'), Buffer.from('0100000001000000000101', 'hex'))],
    ['unreadable wants', publish(topicOf('rogue', 'want'), 'x')],
    ['reports of junk', publish(topicOf('rogue', 'report'), '{', 1)],
    ['presence', publish(topicOf('rogue', 'presence'), 'online')],
    ['pings', Buffer.from([0xc0, 0])],
    ['subscriptions', TICKET_SUBSCRIPTION],
    ['ends of subscriptions', generate({ cmd: 'unsubscribe', messageId: 1, unsubscriptions: Array(200).fill('x') })],
    ['acknowledgements of nothing', Buffer.from([0x40, 2, 0, 9])],
  ])(
    'keeps serving others, a slice at a time, while one sends %s, and closes that one with an event',
    async (_what, packet) => {
      const { broker, faults, of } = await startBroker();
      const honest = await RawDevice.connect(broker, 'honest');
      const rogue = await RawDevice.connect(broker, 'rogue');
      const flooding = rogue.flood(packet);
      const between: number[] = [];
      for (let messageId = 1; !rogue.closed && messageId < 5000; messageId++) {
        const before = of('rogue');
        await honest.report(messageId);
        between.push(of('rogue') - before);
        if (messageId > 60) await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await flooding;
      expect([rogue.closed, honest.closed]).toEqual([true, false]);
      // A round trip of the honest device takes some turns of the event loop; in each, the other has one slice.
      expect(Math.max(...between)).toBeLessThanOrEqual(20 * BROKER_LIMITS.slicePackets);
      expect(faults).toMatchObject([{ code: 'rate_exceeded', deviceId: 'rogue', address: '127.0.0.1' }]);
    },
    30_000,
  );

  it.each<[string, Buffer, number]>([
    ['wants', publish(topicOf('rogue', 'want'), 'x'), 1],
    ['reports', publish(topicOf('rogue', 'report'), 'x', 1), 1 + BROKER_LIMITS.reportTokens],
  ])(
    'accepts as many %s as a device may send and no more, however often it reconnects',
    async (_what, packet, tokens) => {
      const { broker, of } = await startBroker();
      const sinceMs = performance.now();
      for (let connections = 0; connections < 5; connections++) {
        const rogue = await RawDevice.connect(broker, 'rogue');
        if (rogue.returnCode === 0) await rogue.flood(packet, 5);
        else expect(rogue.returnCode).toBe(3);
        rogue.socket.destroy();
      }
      const { capacity, perSecond } = BROKER_LIMITS.deviceTokens;
      const seconds = (performance.now() - sinceMs) / 1000;
      expect(of('rogue')).toBeGreaterThan(capacity / tokens / 2);
      // The extra cost of a packet is known only after it was decoded, so one slice may be too much.
      expect(of('rogue')).toBeLessThan(
        (capacity + perSecond * (seconds + 1)) / tokens + 2 * BROKER_LIMITS.slicePackets,
      );
    },
    30_000,
  );

  it('sends a retained ticket as often as it is subscribed to, but not faster than the allowance permits', async () => {
    const { broker } = await startBroker();
    const ticketBytes = 90_000;
    broker.publishTicket('rogue', new Uint8Array(ticketBytes), true);
    const rogue = await RawDevice.connect(broker, 'rogue');
    await rogue.flood(TICKET_SUBSCRIPTION);
    const { capacity } = BROKER_LIMITS.deviceTokens;
    const most = (capacity * BROKER_LIMITS.ticketBytesPerToken) / ticketBytes + BROKER_LIMITS.slicePackets + 5;
    expect(rogue.bytesHeard).toBeGreaterThan(ticketBytes);
    expect(rogue.bytesHeard).toBeLessThan(most * ticketBytes);
  }, 30_000);

  it('lets a device send at once all that a whole download takes that asks for each of 512 blocks separately', async () => {
    const { broker, faults, of } = await startBroker();
    const device = await RawDevice.connect(broker, 'd1');
    const want = publish(topicOf('d1', 'want'), 'x');
    device.socket.write(Buffer.concat(Array.from({ length: 512 }, () => want)));
    for (let messageId = 1; messageId <= 30; messageId++) await device.report(messageId);
    expect([of('d1'), faults, device.closed]).toEqual([542, [], false]);
  });
});

describe('EmbeddedBroker: what one address may cost', () => {
  const FEW = { failures: { capacity: 20, perSecond: 5 } } as never;

  it('lets in a whole fleet that connects at once from one address', async () => {
    const { broker, faults } = await startBroker(FEW);
    const fleet = await Promise.all(
      Array.from({ length: 200 }, (_, number) => RawDevice.connect(broker, `d${number}`)),
    );
    expect(fleet.every(({ returnCode }) => returnCode === 0)).toBe(true);
    expect([broker.connected(), faults]).toEqual([200, []]);
  }, 20_000);

  it('makes an address wait that guesses passwords, but neither other addresses nor connected devices', async () => {
    const { broker, of } = await startBroker(FEW);
    const [neighbour, flooder] = [{ address: '127.0.0.2' }, { address: '127.0.0.2', password: 'guess' }];
    const inside = await RawDevice.connect(broker, 'inside', neighbour);
    let answered = 0;
    let stop = false;
    const guess = async (): Promise<void> => {
      for (let attempt = 0; attempt < 500 && !stop; attempt++) {
        const attacker = await RawDevice.connect(broker, 'victim', flooder);
        if (attacker.returnCode !== undefined) answered++;
        attacker.socket.destroy();
      }
    };
    const sinceMs = performance.now();
    const guessing = Promise.all(Array.from({ length: 8 }, guess));
    for (let messageId = 1; messageId <= 40; messageId++) {
      await inside.report(messageId);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const elsewhere = await RawDevice.connect(broker, 'elsewhere', { address: '127.0.0.3' });
    stop = true;
    await guessing;
    const seconds = (performance.now() - sinceMs) / 1000;
    expect([of('inside'), elsewhere.returnCode]).toEqual([40, 0]);
    expect(answered).toBeGreaterThanOrEqual(20);
    expect(answered).toBeLessThanOrEqual(20 + 5 * (seconds + 1));
    // It still gets its turn, behind those who came before.
    expect((await RawDevice.connect(broker, 'late', neighbour)).returnCode).toBe(0);
  }, 30_000);

  it('closes at once, with an event for the address, a connection for which the queue is too long', async () => {
    const { broker, faults } = await startBroker({ failures: { capacity: 1, perSecond: 0.001 } } as never);
    await RawDevice.connect(broker, 'victim', { password: 'guess' });
    const line = Array.from({ length: BROKER_LIMITS.doorLine + 5 }, () =>
      RawDevice.connect(broker, 'victim', { password: 'guess' }),
    );
    await Promise.race(line);
    const tooMuch = faults.filter(({ code }) => code === 'rate_exceeded');
    expect(tooMuch.length).toBeGreaterThanOrEqual(1);
    expect(tooMuch[0]).toEqual({ code: 'rate_exceeded', detail: expect.any(String), address: '127.0.0.1' });
  }, 20_000);
});
