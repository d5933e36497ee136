/** A key of the sender under which a request is carried out once, and which request may do so. */
export interface KeyHold {
  /** Names the sender and their key: two senders never share one. */
  readonly id: string;
  /** Names the request, among all that carry the key. */
  readonly holder: string;
}

/** Where an actor carries the {@link KeyHold} of its request: under a symbol, so that no record of the actor has it. */
export const UNDER_KEY: unique symbol = Symbol('under a key');

/** Somebody who uses the REST API: a person or a program, identified by the name of the user or of the token. */
export interface OperatorActor {
  readonly kind: 'operator';
  /** Name of the person who signed in, or of the token: the person or program for which it was made. */
  readonly name: string;
  /** Id of the token; tokens issued by the first servers have none. */
  readonly tokenId?: string | undefined;
  /** Id of the browser session, if the command came under one. */
  readonly sessionId?: string | undefined;
  /** Name of the user to whom the token belongs, if it belongs to one. */
  readonly owner?: string | undefined;
  /** Address of the request as the server saw it; behind a proxy that is not trusted, that of the proxy. */
  readonly address: string;
  /** Id of the request, as in the log and in the header `x-request-id`. */
  readonly requestId: string;
  /**
   * The reason that the operator gave, in their own words. It belongs to the request, like the address and the request
   * id.
   */
  readonly reason?: string | undefined;
  /** The key under which the request is carried out once, if it has one. Whatever records a change marks it. */
  readonly [UNDER_KEY]?: KeyHold | undefined;
}

/** Whoever sent a request without a valid token. Only the address is known, and the request is always refused. */
export interface StrangerActor {
  readonly kind: 'stranger';
  readonly name: 'stranger';
  readonly address: string;
  readonly requestId: string;
}

/** Parts of the server that act by themselves. */
export const SYSTEM_NAMES = ['campaign-engine', 'server'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/**
 * A part of the server that decided by itself, without an operator's token. Background work never runs under the name
 * of an operator.
 */
export interface SystemActor {
  readonly kind: 'system';
  readonly name: SystemName;
}

/**
 * Who gave a command. Created once, where the command arrives, then passed on as data and stored with every record of
 * what the command did. It contains no secret.
 */
export type Actor = OperatorActor | StrangerActor | SystemActor;

/** Kinds of actor. */
export const ACTOR_KINDS = ['operator', 'stranger', 'system'] as const satisfies readonly Actor['kind'][];

/** The user who answers for what an actor does: whoever signed in, or the owner of the token. Undefined where there is none. */
export function userOf(actor: Actor): string | undefined {
  if (actor.kind !== 'operator') return undefined;
  return actor.owner ?? (actor.sessionId === undefined ? undefined : actor.name);
}

/**
 * Names whoever answers for what an actor does, among all: the same for a person in every session and with every token of
 * theirs. A token that belongs to nobody answers for itself, and for those that replace it under its name.
 */
export function answerableOf(actor: Actor): string {
  const user = userOf(actor);
  return user === undefined ? `token:${actor.name}` : `user:${user}`;
}

/** The part that decides about campaigns and jobs, from rules, reports and deadlines. */
export const CAMPAIGN_ENGINE: SystemActor = { kind: 'system', name: 'campaign-engine' };

/** The server itself: its start, and its checks of connections and clocks. */
export const SERVER: SystemActor = { kind: 'system', name: 'server' };
