/** Somebody who uses the REST API: a person or a program, known by the name of its token. */
export interface OperatorActor {
  readonly kind: 'operator';
  /** Name of the token: whom it was made for. */
  readonly name: string;
  /** Id of the token; tokens of the first servers have none. */
  readonly tokenId?: string | undefined;
  /** Address that the request came from, as the server saw it: behind a proxy, that of the proxy. */
  readonly address: string;
  /** Id of the request, as in the log and in the header `x-request-id`. */
  readonly requestId: string;
}

/** Parts of the server that act by themselves. */
export const SYSTEM_NAMES = ['campaign-engine', 'server'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** A part of the server that decided by itself, with nobody's token: background work never runs under an operator's name. */
export interface SystemActor {
  readonly kind: 'system';
  readonly name: SystemName;
}

/**
 * Who does something. Built once where a command enters the house, passed on as data, and stored with every record of what it did;
 * it holds no secret.
 */
export type Actor = OperatorActor | SystemActor;

/** Kinds of actor. */
export const ACTOR_KINDS = ['operator', 'system'] as const satisfies readonly Actor['kind'][];

/** Decides on campaigns and jobs: by rules, reports and deadlines. */
export const CAMPAIGN_ENGINE: SystemActor = { kind: 'system', name: 'campaign-engine' };

/** The server itself: its start, its watch over connections and clocks. */
export const SERVER: SystemActor = { kind: 'system', name: 'server' };
