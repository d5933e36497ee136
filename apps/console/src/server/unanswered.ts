/** Orders that are remembered at once at most: more are not given within minutes. */
const KEPT_MAX = 32;

/** What an order says; two that say the same are one order if nobody knows what became of the first. */
export interface SaidOrder {
  readonly method: string;
  readonly url: string;
  /** The revision at which it is given, if it is. */
  readonly revision: string | null;
  readonly body: string;
}

/** How an order ended, as far as it was seen: with a status and perhaps a fault, or without an answer. */
export type OrderEnd = { readonly status: number; readonly code?: string | undefined } | 'unanswered';

/**
 * The keys of orders of which nobody knows what became. Whoever gives such an order again means the same one, so it goes out with the key
 * that it had: the server carries it out once.
 */
export class UnansweredOrders {
  private readonly keys = new Map<string, string>();

  /** The key with which an order goes out: the one that it had before, or a new one. */
  keyOf(order: SaidOrder, fresh: string): string {
    return this.keys.get(textOf(order)) ?? fresh;
  }

  /** Remembers what became of an order. */
  ended(order: SaidOrder, key: string, end: OrderEnd): void {
    const text = textOf(order);
    this.keys.delete(text);
    if (isKnown(end)) return;
    this.keys.set(text, key);
    for (const oldest of this.keys.keys()) if (this.keys.size > KEPT_MAX) this.keys.delete(oldest);
  }

  /** The keys that are remembered. */
  kept(): ReadonlySet<string> {
    return new Set(this.keys.values());
  }

  /** Forgets the orders with these keys: whoever gives one of them from now on means another one. */
  forget(keys: ReadonlySet<string>): void {
    for (const [text, key] of this.keys) if (keys.has(key)) this.keys.delete(text);
  }

  /** Forgets all of them: the next order may be somebody else's. */
  clear(): void {
    this.keys.clear();
  }
}

/**
 * A place from which orders are given, such as a dialog. An order that is given there again after its answer was lost is the same one;
 * once the place was left, an order of the same words is a new one, which the answer to the old one must not answer.
 */
export class OrderPlace {
  private readonly lost = new Set<string>();
  private isLeft = false;

  constructor(private readonly unanswered: UnansweredOrders) {}

  /** It is there: before the first order, and where it comes back. */
  enter(): void {
    this.isLeft = false;
  }

  /** It is gone, and with it the keys of the orders that were given there. */
  leave(): void {
    this.isLeft = true;
    this.forget();
  }

  /** Gives an order, of one request or several; passes on what becomes of it. */
  async carryOut<Answer>(order: () => Promise<Answer>): Promise<Answer> {
    const before = this.unanswered.kept();
    try {
      return await order();
    } finally {
      for (const key of this.unanswered.kept()) if (!before.has(key)) this.lost.add(key);
      // Its end may come when nobody is there any more.
      if (this.isLeft) this.forget();
    }
  }

  private forget(): void {
    this.unanswered.forget(this.lost);
    this.lost.clear();
  }
}

/** The server may have carried out an order that it answered with 5xx, and is carrying out one whose key is in use. */
const isKnown = (end: OrderEnd): boolean =>
  end !== 'unanswered' && end.status < 500 && end.code !== 'idempotency_key_in_use';

const textOf = ({ method, url, revision, body }: SaidOrder): string => JSON.stringify([method, url, revision, body]);
