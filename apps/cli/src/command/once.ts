import { randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';

import { InvalidArgumentError } from 'commander';

import { RestError, ServerUnreachable } from '@twinbank/client';

import { isBrokenAnswer } from '../shell/broken-answer.js';
import type { Shell } from '../shell/shell.js';
import type { CliCommand } from './cli-command.js';

/** Why an order is given once more. */
type Setback = 'lost' | 'working' | 'overloaded';
/** How long it is waited for the next try, unless the server says more. */
const WAIT_MS = 1000;
/** How long it is waited in all; the server lets a repeat take over after a minute without an end. */
const PATIENCE_MS: Readonly<Record<Setback, number>> = { lost: 2 * WAIT_MS, working: 75_000, overloaded: 10_000 };
/** What answers in front of a server that is being restarted, with a page of its own and no problem of ours. */
const AWAY: readonly string[] = ['http_502', 'http_503', 'http_504'];
/** Nothing was sent, so nothing can have been done. */
const NOT_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|certificate/;

/** The option of orders that make something. */
export interface OnceOptions {
  readonly orderId?: string;
}

/** How an order that was given up is given later, where its name cannot be told with --order-id. */
export interface LaterOptions {
  readonly later?: string;
}

/** Adds the option that names an order. */
export const named = (command: CliCommand): CliCommand =>
  command.option(
    '--order-id <text>',
    'names this order, in 16 to 128 characters: given once more within a day, by whatever program, it is not carried out twice',
    orderId,
  );

function orderId(text: string): string {
  if (!/^[!#-~]{16,128}$/.test(text)) throw new InvalidArgumentError('It has 16 to 128 visible characters.');
  return text;
}

/**
 * Gives an order that makes something. If its answer is lost it is given again under the same name, by which the server knows it: it is carried out
 * once, and the answer is the same. So it is where the server is overloaded, or is still at the first one.
 *
 * @param send sends it with this header
 * @throws what `send` throws at last
 */
export async function once<Answer>(
  shell: Shell,
  { orderId: given, later }: OnceOptions & LaterOptions,
  send: (header: { readonly 'Idempotency-Key': string }) => Promise<Answer>,
): Promise<Answer> {
  const name = given ?? randomUUID();
  const { signal, sleep = (ms: number) => sleepFor(ms, undefined, { signal }) } = shell.io;
  const waitedMs: Record<Setback, number> = { lost: 0, working: 0, overloaded: 0 };
  const seen = new Set<Setback>();
  for (;;) {
    try {
      return await send({ 'Idempotency-Key': name });
    } catch (error) {
      signal.throwIfAborted();
      const setback = setbackOf(error);
      if (!setback) throw error;
      seen.add(setback);
      const waitMs = Math.max(WAIT_MS, retryAfterMsOf(error));
      waitedMs[setback] += waitMs;
      if (waitedMs[setback] > PATIENCE_MS[setback]) {
        shell.note(outcomeOf(seen, later, name));
        throw error;
      }
      await sleep(waitMs, signal);
    }
  }
}

function setbackOf(error: unknown): Setback | undefined {
  if (error instanceof ServerUnreachable) return NOT_SENT.test(error.reason) ? undefined : 'lost';
  if (isBrokenAnswer(error)) return 'lost';
  if (!(error instanceof RestError)) return undefined;
  if (error.code === 'idempotency_key_in_use') return 'working';
  if (error.code === 'overloaded') return 'overloaded';
  return AWAY.includes(error.code) ? 'lost' : undefined;
}

function retryAfterMsOf(error: unknown): number {
  const after = error instanceof RestError ? error.problem?.facts?.['retryAfterMs'] : undefined;
  return typeof after === 'number' ? after : 0;
}

/** What is known of an order that was given up. A server whose database does not answer may not know it itself; the name holds in any case. */
function outcomeOf(seen: ReadonlySet<Setback>, later: string | undefined, name: string): string {
  if (seen.has('lost') || seen.has('working'))
    return `It may have been carried out: ${later ?? 'look before you give the order anew'}.`;
  const named = `give it later with --order-id ${name}: so it is not carried out twice`;
  return `The server refused it each time: ${later ?? named}.`;
}
