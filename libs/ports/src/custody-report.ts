import type { FaultCode } from '@twinbank/protocol';

/** How the key ring of this server is kept, for readiness and for whoever looks after the keys. */
export interface CustodyReport {
  /** Sealed by a token; or as it is, in the environment or in a file. */
  readonly kind: 'environment' | 'file' | 'token';
  /** Label of the token. */
  readonly token?: string;
  /** Why the next start would not get the key ring open; undefined if nothing is known against it. */
  fault(): FaultCode | undefined;
}

/** That of a server that was not said to have another. */
export const KEPT_IN_FILE: CustodyReport = { kind: 'file', fault: () => undefined };
