import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import { MqttClient, type IClientOptions } from 'mqtt';

/**
 * MQTT.js adapted to slow links. A connection counts as dead only if nothing at all arrives. On a link that is full
 * of blocks, the answer to a ping waits behind them, and MQTT.js alone would close the connection while it is busy.
 */
export class PatientClient extends MqttClient {
  /** From the moment when CONNECT could be sent to CONNACK, in microseconds; known from the `connect` event on. */
  handshakeUs = 0;
  private readonly socket: Socket;
  private heardBytes = 0;

  constructor(open: () => Socket, options: IClientOptions) {
    let opened: Socket | undefined;
    super(() => (opened = open()), options);
    this.socket = opened!;
    let sentAtMs = 0;
    this.socket.once(
      this.socket instanceof TLSSocket ? 'secureConnect' : 'connect',
      () => (sentAtMs = performance.now()),
    );
    this.once('connect', () => (this.handshakeUs = (performance.now() - sentAtMs) * 1000));
  }

  override sendPing(): void {
    this.heardBytes = this.socket.bytesRead;
    super.sendPing();
  }

  /** A ping was not answered within half of the keepalive time. If bytes arrived meanwhile, another ping is sent. */
  override onKeepaliveTimeout(): void {
    if (this.socket.bytesRead === this.heardBytes) super.onKeepaliveTimeout();
    else this.sendPing();
  }
}
