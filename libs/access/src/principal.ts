import type { Grant, Reach } from './grants.js';

/** Who sent a request, as the server learned it from the token: their name, and what they may do. */
export interface Principal {
  readonly name: string;
  /** Id of the token. Tokens issued by the first servers have none. */
  readonly tokenId?: string | undefined;
  readonly grants: readonly Grant[];
  readonly expiresAtMs: number;
}

/** Who sends a request, with their grants, and the reach of the action that the request needs. */
export interface Asking {
  readonly principal: Principal;
  readonly reach: Reach;
}
