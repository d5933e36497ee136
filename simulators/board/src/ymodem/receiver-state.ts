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
  /** The deadline of the state has passed. */
  | { readonly type: 'timeout' }
  /** The receiving program does not want the file. */
  | { readonly type: 'cancel'; readonly reason: ReceiveFailure };

/**
 * What to do, in this order: data must be stored before the acknowledgement after it is sent.
 *
 * - `complete`: the sender ended the file, and all of it was delivered
 * - `ended`: the program may use the line again
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
 * - `draining`: the outcome is fixed; waiting for silence, so that no rest of the transfer is taken for typing
 */
export type ReceiverPhase = 'header' | 'data' | 'closing' | 'draining' | 'ended';

export interface ReceiverState {
  readonly phase: ReceiverPhase;
  /** When to call with `timeout`, unless bytes arrive first; microseconds. Infinity once ended. */
  readonly deadlineUs: number;
  /** Largest file accepted. */
  readonly maxBytes: number;
  /** Bytes that do not make a complete frame yet; while discarding, the last few discarded bytes. */
  readonly pending: Uint8Array;
  /** Bytes discarded since a damaged block arrived; undefined if none did. */
  readonly purged: number | undefined;
  /** The number of the next block, modulo 256. */
  readonly expected: number;
  readonly size: number | undefined;
  readonly received: number;
  /** Rounds without progress, and how many of them in a row brought no byte. */
  readonly failures: number;
  readonly silences: number;
  /** An EOT arrived that was not accepted yet. */
  readonly endAsked: boolean;
  /** When the last block was acknowledged. */
  readonly acknowledgedUs: number;
  /** When the time limit of the phase ends; while draining, when the line is used again even if it is not silent. */
  readonly patienceUs: number;
  readonly outcome: ReceiveOutcome | undefined;
}

export interface ReceiverStep {
  readonly state: ReceiverState;
  readonly effects: readonly ReceiverEffect[];
}
