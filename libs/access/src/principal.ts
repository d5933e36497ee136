import type { Grant, Reach } from './grants.js';

/** Who sent a request, as the server learned it from the token or the session: their name, and what they may do. */
export interface Principal {
  readonly name: string;
  /** Id of the token. Tokens issued by the first servers have none. */
  readonly tokenId?: string | undefined;
  /** Id of the browser session that the request belongs to, if it was sent under one. */
  readonly sessionId?: string | undefined;
  /** Name of the user to whom the token belongs. */
  readonly owner?: string | undefined;
  /** Id of the user: the person of the session, or the owner of the token. */
  readonly userId?: string | undefined;
  readonly grants: readonly Grant[];
  readonly expiresAtMs: number;
}

/** Who sends a request, with their grants, and the reach of the action that the request needs. */
export interface Asking {
  readonly principal: Principal;
  readonly reach: Reach;
}
