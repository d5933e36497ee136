import type { Client } from 'aedes';
import { topicOf } from '@twinbank/protocol';
import { publishPacket } from '../publish-frames.js';

/** Messages of one device that may be waiting for the database while further ones are read. */
const IN_HAND_MAX = 16;
/** First byte of PUBACK [MQTT 3.1.1 §3.4]; two bytes follow it, the packet id. */
const PUBACK = 0x40;

/** What the embedded broker knows about a connected device. */
export class DeviceSession {
  /** Whether it has subscribed to its block topic. */
  takesBlocks = false;
  /** QoS of its ticket subscription; undefined without one. */
  ticketQos: 0 | 1 | undefined;
  /** Whether its last presence was "online", so that the end of the connection has to be reported. */
  online = false;
  private messageId = 0;
  private inHand = 0;

  constructor(readonly client: Client) {}

  get deviceId(): string {
    return this.client.id;
  }

  /** Bytes handed to the connection that the network has not yet taken. */
  get unsentBytes(): number {
    return this.client.conn.writableLength;
  }

  get open(): boolean {
    return !this.client.closed && !this.client.conn.destroyed;
  }

  /** Records a granted or ended subscription. */
  subscribed(topic: string, qos: number | undefined): void {
    if (topic === topicOf(this.deviceId, 'block')) this.takesBlocks = qos !== undefined;
    if (topic === topicOf(this.deviceId, 'ticket')) this.ticketQos = qos === undefined ? undefined : qos > 0 ? 1 : 0;
  }

  /** Writes bytes. True if the network took them all at once, so that their buffer can be reused. */
  write(bytes: Uint8Array): boolean {
    this.client.conn.write(bytes);
    return this.client.conn.writableLength === 0;
  }

  /**
   * Records that a message is being handled. The device's next messages are read meanwhile, unless too many are in
   * progress: then reading continues only when this one ends, through the returned function, which has to be passed
   * to {@link end}.
   */
  begin(readOn: () => void): (() => void) | undefined {
    if (++this.inHand > IN_HAND_MAX) return readOn;
    readOn();
    return undefined;
  }

  /** Records that a message was handled, and acknowledges it if it has an id. */
  end(messageId: number | undefined, readOn: (() => void) | undefined): void {
    this.inHand--;
    if (messageId !== undefined && this.open) this.write(Buffer.from([PUBACK, 2, messageId >> 8, messageId & 0xff]));
    readOn?.();
  }

  /**
   * Sends a ticket message. A retained one carries the retain flag if it is sent because of a new subscription.
   * [MQTT-3.3.1-8]
   */
  sendTicket(payload: Uint8Array, fromStore: boolean): void {
    if (this.ticketQos === undefined) return;
    const topic = topicOf(this.deviceId, 'ticket');
    this.write(
      publishPacket({
        topic,
        payload,
        retain: fromStore,
        ...(this.ticketQos === 1 && { messageId: this.nextMessageId() }),
      }),
    );
  }

  /** Packet ids are 1 to 65 535. [MQTT-2.3.1-1] */
  private nextMessageId(): number {
    this.messageId = (this.messageId % 0xffff) + 1;
    return this.messageId;
  }
}
