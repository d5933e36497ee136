import type { BlockMessage, Report, TicketMessage, Want } from '@twinbank/protocol';

/** What happens to an agent. The shell moves the device's clock to the present before each. */
export type AgentEvent =
  /** The device has booted; first event of every agent. */
  | { readonly type: 'start' }
  /**
   * The connection stands and the ticket and block topics are subscribed. `handshakeUs` is how long the broker took to
   * answer CONNECT: the first round trip of this line that anybody sees.
   */
  | { readonly type: 'connected'; readonly handshakeUs?: number }
  | { readonly type: 'disconnected' }
  | { readonly type: 'ticket'; readonly message: TicketMessage; readonly unixMs: number }
  | { readonly type: 'block'; readonly message: BlockMessage }
  | { readonly type: 'timer' };

/** What the shell does for an agent. */
export type AgentEffect =
  | { readonly type: 'report'; readonly report: Report }
  | { readonly type: 'want'; readonly want: Want }
  /** Send a `timer` event then; replaces the earlier one. Undefined: none. */
  | { readonly type: 'timer'; readonly atUs: number | undefined }
  /** Reset the device with this cause, drop the agent and its connection, and start another agent on the device. */
  | { readonly type: 'reset'; readonly cause: 'software' | 'option-bytes' };
