import { Readable } from 'node:stream';
import { Aedes, type AedesOptions, type AedesPublishPacket, type Client, type PublishPacket } from 'aedes';

type Done = (error?: Error) => void;
type Deliver = (packet: AedesPublishPacket, callback: () => void) => void;

/**
 * aedes without its routing. A device talks to the server only, never to another device, so nothing needs the topic
 * tree, message queue, retained messages or stored sessions of a general broker. aedes still reads packets and
 * handles CONNECT, keepalive, session takeover, wills, SUBSCRIBE and acknowledgements; the server writes to
 * connections itself. What a device publishes is handled in `authorizePublish`, which comes before the
 * acknowledgement.
 */
export class RoutelessAedes extends Aedes {
  constructor(options: AedesOptions) {
    super({ ...options, persistence: new NoPersistence() });
  }

  override publish(_packet: PublishPacket, clientOrDone: Client | null | Done, done?: Done): void {
    (typeof clientOrDone === 'function' ? clientOrDone : done)?.();
  }

  override subscribe(_topic: string, _deliver: Deliver, done: () => void): void {
    done();
  }

  override unsubscribe(_topic: string, _deliver: Deliver, done?: () => void): void {
    done?.();
  }
}

const nothing = async (): Promise<undefined> => undefined;
const emptyStream = (): Readable => Readable.from([]);

/**
 * The storage that aedes requires, holding nothing: sessions are always clean, wills stay with their connection,
 * and tickets are kept by the embedded broker. Every function that aedes may call is here, also for QoS 2 packets,
 * which only a faulty or hostile device sends: a missing function would throw where nothing catches. aedes insists
 * on an `async setup`.
 */
class NoPersistence {
  async setup(): Promise<void> {
    await nothing();
  }
  readonly subscriptionsByClient = async (): Promise<readonly never[]> => [];
  readonly cleanSubscriptions = nothing;
  readonly addSubscriptions = nothing;
  readonly removeSubscriptions = nothing;
  readonly subscriptionsByTopic = async (): Promise<readonly never[]> => [];
  readonly cleanIncoming = nothing;
  readonly incomingStorePacket = nothing;
  readonly incomingGetPacket = nothing;
  readonly incomingDelPacket = nothing;
  readonly storeRetained = nothing;
  readonly outgoingEnqueue = nothing;
  readonly outgoingEnqueueCombi = nothing;
  readonly putWill = nothing;
  readonly delWill = nothing;
  readonly outgoingClearMessageId = nothing;
  readonly outgoingUpdate = nothing;
  readonly streamWill = emptyStream;
  readonly outgoingStream = emptyStream;
  readonly createRetainedStreamCombi = emptyStream;
}
