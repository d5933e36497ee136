import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { Aedes, type AedesPublishPacket } from 'aedes';
import {
  blockLength,
  encodeDisposalAcknowledgement,
  encodeDisposalOrder,
  encodeManifest,
  encodeTicket,
  type Release,
} from '@twinbank/image';
import {
  AesCtr,
  deriveDeviceRoot,
  deriveImageKey,
  JWS_TYPES,
  JwsSigner,
  sha256,
  signingKeyFromSeed,
  type SigningKey,
} from '@twinbank/keys';
import { fromBase64Url, toHex, utf8 } from '@twinbank/primitives';
import {
  decodeReport,
  decodeWant,
  encodeBlockMessage,
  encodeTicketMessage,
  parseTopic,
  topicOf,
  wantedBlocks,
  type FinishPolicy,
  type DeviceReport,
  type Report,
  type TicketMessage,
} from '@twinbank/protocol';

import type { Provisioned, TrustedJwks } from '../device/factory.js';

const CIPHER = 'A128CTR';
const MINUTE_MS = 60_000;

/** The keys with which a scripted server signs, and the number from which its jobs count on. */
export interface ScriptedKeys {
  readonly manifest: SigningKey;
  readonly ticket: SigningKey;
  /** Higher than that of each ticket that its devices took before; 0 by default. */
  readonly after?: number;
}

/** What an order may have otherwise: a manifest that was signed before. */
export interface ScriptedOrder {
  readonly policy: FinishPolicy;
  /** Compact JWS of the release's manifest; by default the server signs it. */
  readonly manifestJws?: string;
}

/** A minimal server for tests of devices: a broker that admits everybody, tickets on order, an encrypted block for each one wanted. */
export class ScriptedServer {
  /** What devices reported, in the order in which it came. */
  readonly reports: { readonly device: string; readonly report: DeviceReport }[] = [];
  /** How often devices asked for blocks. */
  wants = 0;
  private readonly transfers = new Map<
    number,
    { readonly release: Release; readonly cipher: AesCtr; readonly device: string }
  >();

  private sequence: number;

  private constructor(
    private readonly aedes: Aedes,
    readonly url: string,
    readonly trust: TrustedJwks,
    private readonly signers: { readonly manifest: JwsSigner; readonly ticket: JwsSigner; readonly after: number },
    private readonly shut: () => Promise<void>,
  ) {
    this.sequence = signers.after;
    aedes.on('publish', (packet: AedesPublishPacket) => this.hear(packet.topic, packet.payload as Uint8Array));
  }

  /** Starts on a free port, with keys of its own unless it is given some. */
  static async start(keys?: ScriptedKeys): Promise<ScriptedServer> {
    const aedes = await Aedes.createBroker({ maxClientsIdLength: 64 });
    const listener = createServer((socket) => void aedes.handle(socket)).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { manifest, ticket, after = 0 } = keys ?? { manifest: await keyOf(1), ticket: await keyOf(2) };
    const shut = async (): Promise<void> => {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      listener.close();
    };
    const signers = { manifest: await JwsSigner.of(manifest), ticket: await JwsSigner.of(ticket), after };
    const trust = { manifestKeys: [manifest.publicJwk], ticketKeys: [ticket.publicJwk] };
    return new ScriptedServer(
      aedes,
      `mqtt://127.0.0.1:${(listener.address() as AddressInfo).port}`,
      trust,
      signers,
      shut,
    );
  }

  /** A device as the factory would make it. */
  device(id: string, product: string): Provisioned {
    return {
      id,
      product,
      hardware: 'A',
      deviceRoot: deriveDeviceRoot({ master: new Uint8Array(32), product, deviceId: id }),
    };
  }

  /** Orders a device to install a release; returns the number of its job. */
  async order(
    { id, product, deviceRoot }: Provisioned,
    release: Release,
    { policy, manifestJws }: ScriptedOrder,
  ): Promise<number> {
    const job = ++this.sequence;
    const { version, streamDigest: digest } = release.manifest;
    const manifest =
      manifestJws ?? (await this.signers.manifest.sign(encodeManifest(release.manifest), JWS_TYPES.manifest));
    const releaseSalt = new Uint8Array(32).fill(7);
    const nowMs = Date.now();
    const terms = {
      policy,
      mode: 'live',
      slotDeadlineMs: MINUTE_MS,
      onNoSlot: 'fail',
      confirmTimeoutMs: MINUTE_MS,
    } as const;
    const order = {
      device: id,
      job,
      transfer: job,
      sequence: job,
      release: toHex(sha256(utf8(manifest))),
      cipher: CIPHER,
      releaseSalt,
    } as const;
    const ticket = await this.signers.ticket.sign(
      encodeTicket({ ...order, ...terms, issuedAtMs: nowMs, expiresAtMs: nowMs + 60 * MINUTE_MS }),
      JWS_TYPES.ticket,
    );
    this.transfers.set(job, {
      release,
      device: id,
      cipher: new AesCtr({
        cipher: CIPHER,
        ...deriveImageKey({ deviceRoot, releaseSalt, product, version, digest, cipher: CIPHER }),
      }),
    });
    this.send(id, { type: 'order', job, transfer: job, ticket, manifest });
    return job;
  }

  /** Orders a device to forget its keys; resolves once it has told its receipt and that is acknowledged. */
  async dispose({ id: device }: Provisioned): Promise<void> {
    const sequence = ++this.sequence;
    const { ticket } = this.signers;
    const order = { device, sequence, issuedAtMs: Date.now() };
    this.send(device, { type: 'disposal', order: await ticket.sign(encodeDisposalOrder(order), JWS_TYPES.disposal) });
    const told = await this.heard(({ device: from, report }) =>
      from === device && report.type === 'disposal' ? report.receipt : undefined,
    );
    const payload = encodeDisposalAcknowledgement({ ...order, receipt: toHex(sha256(fromBase64Url(told)!)) });
    const acknowledgement = await ticket.sign(payload, JWS_TYPES.disposed);
    this.send(device, { type: 'disposed', acknowledgement });
  }

  /** Resolves with what is found in a report; earlier ones do not count. */
  private async heard<T>(find: (heard: ScriptedServer['reports'][number]) => T | undefined): Promise<T> {
    for (let seen = this.reports.length; ;) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      for (const heard of this.reports.slice(seen)) {
        seen += 1;
        const found = find(heard);
        if (found !== undefined) return found;
      }
    }
  }

  /** Publishes a message for a device; all but key sets are retained. */
  send(id: string, message: TicketMessage): void {
    this.publish(topicOf(id, 'ticket'), encodeTicketMessage(message), message.type !== 'key-set');
  }

  /** Resolves with a device's next result; earlier ones do not count. */
  async result(device: string): Promise<Extract<Report, { type: 'result' }>> {
    return this.heard(({ device: from, report }) => (from === device && report.type === 'result' ? report : undefined));
  }

  stop(): Promise<void> {
    return this.shut();
  }

  private hear(topic: string, payload: Uint8Array): void {
    const parsed = parseTopic(topic);
    if (parsed?.kind === 'report') this.reports.push({ device: parsed.deviceId, report: decodeReport(payload) });
    if (parsed?.kind === 'want') this.answer(payload);
  }

  private answer(payload: Uint8Array): void {
    this.wants += 1;
    const want = decodeWant(payload);
    const { release, cipher, device } = this.transfers.get(want.transfer)!;
    const { manifest, stream } = release;
    for (const block of wantedBlocks(want)) {
      const at = block * manifest.blockSize;
      const ciphertext = cipher.apply(at, stream.subarray(at, at + blockLength(manifest, block)));
      this.publish(
        topicOf(device, 'block'),
        encodeBlockMessage({ type: 'block', transfer: want.transfer, block, ciphertext }),
        false,
      );
    }
  }

  private publish(topic: string, payload: Uint8Array, retain: boolean): void {
    this.aedes.publish(
      { cmd: 'publish', topic, payload: payload as Buffer, qos: retain ? 1 : 0, dup: false, retain },
      () => undefined,
    );
  }
}

const keyOf = (seed: number): Promise<SigningKey> => signingKeyFromSeed(new Uint8Array(32).fill(seed));
