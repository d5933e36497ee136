import type { Grant, Reach } from './grants.js';

/** Whoever a request comes from, as the server has found out by what the request carries: what they are called, and what they may do. */
export interface Principal {
  readonly name: string;
  /** Id of the token; tokens of the first servers have none. */
  readonly tokenId?: string | undefined;
  readonly grants: readonly Grant[];
  readonly expiresAtMs: number;
}

/** Whoever sends a request, with what they may do, and how far they may do what it asks for. */
export interface Asking {
  readonly principal: Principal;
  readonly reach: Reach;
}
