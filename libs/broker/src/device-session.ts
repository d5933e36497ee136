import type { Client } from 'aedes';
import { topicOf } from '@twinbank/protocol';
import { publishPacket } from './publish-frames.js';

/** What the embedded broker remembers of a connected device. */
export class DeviceSession {
  /** Subscribed to its block topic. */
  takesBlocks = false;
  /** QoS of its ticket subscription; undefined without one. */
  ticketQos: 0 | 1 | undefined;
  /** The last presence was "online", so that the end of the connection is news. */
  online = false;
  private messageId = 0;

  constructor(readonly client: Client) {}

  get deviceId(): string {
    return this.client.id;
  }

  /** Bytes handed to the connection and not yet taken by the network. */
  get unsentBytes(): number {
    return this.client.conn.writableLength;
  }

  get open(): boolean {
    return !this.client.closed && !this.client.conn.destroyed;
  }

  /** Notes a granted or ended subscription. */
  subscribed(topic: string, qos: number | undefined): void {
    if (topic === topicOf(this.deviceId, 'block')) this.takesBlocks = qos !== undefined;
    if (topic === topicOf(this.deviceId, 'ticket')) this.ticketQos = qos === undefined ? undefined : qos > 0 ? 1 : 0;
  }

  /** Writes bytes; true where the network took them all at once, so that their buffer is free again. */
  write(bytes: Uint8Array): boolean {
    this.client.conn.write(bytes);
    return this.client.conn.writableLength === 0;
  }

  /** Sends a ticket message; a retained one that meets a new subscription carries the retain flag. [MQTT-3.3.1-8] */
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
