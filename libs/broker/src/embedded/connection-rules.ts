import type { Socket } from 'node:net';
import type { Client, ConnectPacket, PublishPacket, Subscription } from 'aedes';
import { isDeviceId, mayPublish, maySubscribe, type FaultCode } from '@twinbank/protocol';
import { ConnectionRefused, RuleBroken } from './connection-errors.js';
import type { Admit, BrokerFault } from '../device-broker.js';

const QOS_2 = 'QoS 2 is not used on any topic';
/** CONNACK with return code 1. [MQTT 3.1.1 §3.2.2.3] */
const UNACCEPTABLE_LEVEL = [0x20, 2, 0, 1];

/**
 * What a device may do on its connection, as the hooks of aedes ask. A broken rule is reported at once, and the
 * returned error makes aedes close the connection.
 */
export class ConnectionRules {
  constructor(
    private readonly admit: Admit,
    private readonly tell: (fault: BrokerFault) => void,
  ) {}

  /** Checks CONNECT first, before anything is stored for the connection. */
  ofConnect(client: Client, packet: ConnectPacket): RuleBroken | undefined {
    const { clientId, will } = packet;
    if ((packet as { bridgeMode?: boolean }).bridgeMode) return this.refuseLevel(client);
    if (will?.qos === 2) return this.broken('message_malformed', QOS_2, client);
    if (!isDeviceId(clientId)) return this.broken('token_invalid', 'the client id is not a device id', client);
    if (!will || mayPublish(clientId, will.topic)) return undefined;
    // Nobody has been admitted yet, so the sender's id is unknown.
    return this.broken('topic_forbidden', 'the will is for a topic of another', client);
  }

  /** Whether name and password admit the client, and whether what it sent before allows it to connect now. */
  async ofPassword(
    client: Client,
    userName: string | undefined,
    password: string | undefined,
    mayConnect: (deviceId: string) => boolean,
  ): Promise<ConnectionRefused | undefined> {
    const code = await this.admissionFault(client, userName, password);
    if (code === undefined && mayConnect(client.id)) return undefined;
    return this.refuse(code ?? 'rate_exceeded', client);
  }

  /** Refuses a connection, and reports it. */
  refuse(code: FaultCode, client: Client): ConnectionRefused {
    this.fault(code, 'the connection was refused', client, client.id);
    return new ConnectionRefused(code);
  }

  ofSubscription(client: Client, { topic, qos }: Subscription): RuleBroken | undefined {
    if (!maySubscribe(client.id, topic))
      return this.broken('topic_forbidden', 'a subscription to a topic of another', client, client.id);
    return qos === 2 ? this.broken('message_malformed', QOS_2, client, client.id) : undefined;
  }

  ofPublish(client: Client, { topic, qos, messageId }: PublishPacket & { messageId?: number }): RuleBroken | undefined {
    if (!mayPublish(client.id, topic))
      return this.broken('topic_forbidden', 'a message to a topic of another', client, client.id);
    if (qos === 2) return this.broken('message_malformed', QOS_2, client, client.id);
    // [MQTT-2.3.1-1]
    return qos === 1 && messageId === 0
      ? this.broken('message_malformed', 'a packet has the id 0', client, client.id)
      : undefined;
  }

  /** Reports a fault of a client. */
  fault(code: FaultCode, detail: string, client: Client, deviceId?: string | null): void {
    this.tell(faultFrom(code, detail, client.conn as Socket, deviceId));
  }

  /**
   * Some brokers mark a bridge by a bit in the protocol level; such a level does not exist in MQTT 3.1.1.
   * [MQTT-3.1.2-2]
   */
  private refuseLevel(client: Client): RuleBroken {
    client.conn.write(Buffer.from(UNACCEPTABLE_LEVEL));
    return this.broken('message_malformed', 'the protocol level of CONNECT is none that is spoken here', client);
  }

  private broken(code: FaultCode, detail: string, client: Client, deviceId?: string): RuleBroken {
    this.fault(code, detail, client, deviceId);
    return new RuleBroken(code);
  }

  private async admissionFault(
    client: Client,
    userName: string | undefined,
    password: string | undefined,
  ): Promise<FaultCode | undefined> {
    if (userName !== client.id) return userName === undefined ? 'token_missing' : 'token_foreign';
    if (password === undefined || password === '') return 'token_missing';
    try {
      return await this.admit({ deviceId: client.id, password, address: (client.conn as Socket).remoteAddress ?? '' });
    } catch {
      return 'overloaded';
    }
  }
}

/** A fault of a connection, with its remote address. */
export function faultFrom(code: FaultCode, detail: string, socket: Socket, deviceId?: string | null): BrokerFault {
  const { remoteAddress } = socket;
  return {
    code,
    detail,
    ...(deviceId && { deviceId }),
    ...(remoteAddress !== undefined && { address: remoteAddress }),
  };
}
