/** Ways to misuse a valid identity, or to attack without one. */
export const ATTACKS = {
  'whole images': 'wants for its whole image, again and again',
  'unreadable wants': 'wants of one byte',
  'foreign transfers': 'wants of transfers that do not exist',
  'junk reports': 'reports that are no JSON',
  'true reports': 'the same hello, again and again',
  pings: 'PINGREQ',
  subscriptions: 'SUBSCRIBE to the ticket, which is sent each time',
  presence: 'online, offline, online',
  reconnects: 'connects with a valid token and leaves',
  'wrong passwords': 'connects with the token of another key',
} as const;

export type Attack = keyof typeof ATTACKS;

/** An attacking device, provisioned like any other. */
export interface RogueIdentity {
  readonly id: string;
  readonly password: string;
  /** Transfer of its open job. */
  readonly transfer: number;
  readonly blocks: number;
  /** A report that the server accepts. */
  readonly report: Uint8Array;
}

export type ToRogues =
  | {
      readonly type: 'attack';
      readonly attack: Attack;
      readonly port: number;
      /** Local address to connect from. */
      readonly address: string;
      readonly rogues: readonly RogueIdentity[];
    }
  | { readonly type: 'rest' };

/** What the attackers did in the attack that has just ended. */
export interface FromRogues {
  readonly type: 'resting';
  readonly connections: number;
  readonly bytesSent: number;
  readonly bytesHeard: number;
}
