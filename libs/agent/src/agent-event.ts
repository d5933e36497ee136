import type { BlockMessage, DeviceReport, TicketMessage, Want } from '@twinbank/protocol';

/** What happens to an agent. Before each event, the shell moves the device's clock to the present. */
export type AgentEvent =
  /** The device has booted. This is the first event of every agent. */
  | { readonly type: 'start' }
  /**
   * The connection is up, and the device is subscribed to the ticket and block topics. `handshakeUs` is how long the
   * broker took to answer CONNECT: the first round trip that can be measured on this line.
   */
  | { readonly type: 'connected'; readonly handshakeUs?: number }
  | { readonly type: 'disconnected' }
  | { readonly type: 'ticket'; readonly message: TicketMessage; readonly unixMs: number }
  | { readonly type: 'block'; readonly message: BlockMessage }
  | { readonly type: 'timer' };

/** What the shell must do for an agent. */
export type AgentEffect =
  | { readonly type: 'report'; readonly report: DeviceReport }
  | { readonly type: 'want'; readonly want: Want }
  /** Send a `timer` event at this time. It replaces the earlier request; undefined means no timer. */
  | { readonly type: 'timer'; readonly atUs: number | undefined }
  /** Reset the device with this cause, drop the agent and its connection, and start another agent on the device. */
  | { readonly type: 'reset'; readonly cause: 'software' | 'option-bytes' }
  /**
   * The device is at the end of its life: close the connection, overwrite every copy of its keys in RAM, and never connect again. It comes when
   * the receipt of the disposal is acknowledged, and after each start from then on.
   */
  | { readonly type: 'disposed' };
