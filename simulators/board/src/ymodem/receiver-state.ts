import type { FileHeader } from './file-header.js';

/** Why a transfer ended without a file. */
export type ReceiveFailure =
  | 'cancelled-by-sender'
  | 'cancelled-by-receiver'
  | 'no-file'
  | 'empty'
  | 'too-large'
  | 'longer-than-announced'
  | 'truncated'
  | 'out-of-sequence'
  | 'not-ymodem'
  | 'silent'
  | 'too-many-errors';

/** How a transfer ended. `moreFiles`: the sender had another file, which was refused. */
export type ReceiveOutcome =
  | { readonly ok: true; readonly bytes: number; readonly moreFiles: boolean }
  | { readonly ok: false; readonly reason: ReceiveFailure };

export type ReceiverInput =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  /** The deadline of the state has come. */
  | { readonly type: 'timeout' }
  /** The program on this side does not want the file. */
  | { readonly type: 'cancel'; readonly reason: ReceiveFailure };

/**
 * What is to be done, in this order: data is to be kept before the acknowledgement behind it goes out.
 *
 * - `complete`: the sender ended the file, and all of it was delivered
 * - `ended`: the line is the program's again
 */
export type ReceiverEffect =
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  | { readonly type: 'file'; readonly file: FileHeader }
  | { readonly type: 'data'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: 'complete'; readonly bytes: number }
  | { readonly type: 'ended'; readonly outcome: ReceiveOutcome };

/**
 * - `header`: asking for block 0
 * - `data`: blocks of the file
 * - `closing`: the file is complete; asking for the empty block 0 that ends the batch
 * - `draining`: all is decided; waiting for silence, so that nothing of the transfer is taken for typing
 */
export type ReceiverPhase = 'header' | 'data' | 'closing' | 'draining' | 'ended';

export interface ReceiverState {
  readonly phase: ReceiverPhase;
  /** When to call with `timeout`, unless bytes come first; microseconds. Infinity once ended. */
  readonly deadlineUs: number;
  /** Largest file taken. */
  readonly maxBytes: number;
  /** Bytes that do not make a frame yet; while purging, the last few that were thrown away. */
  readonly pending: Uint8Array;
  /** Bytes thrown away since a block came in damaged; undefined where none did. */
  readonly purged: number | undefined;
  /** The number of the next block, modulo 256. */
  readonly expected: number;
  readonly size: number | undefined;
  readonly received: number;
  /** Rounds without progress, and how many of them in a row brought not a byte. */
  readonly failures: number;
  readonly silences: number;
  /** An EOT came that was not believed yet. */
  readonly endAsked: boolean;
  /** When the last block was acknowledged. */
  readonly acknowledgedUs: number;
  /** When the phase's patience ends; while draining, when the line is taken over even if it is not silent. */
  readonly patienceUs: number;
  readonly outcome: ReceiveOutcome | undefined;
}

export interface ReceiverStep {
  readonly state: ReceiverState;
  readonly effects: readonly ReceiverEffect[];
}
