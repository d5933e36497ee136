import { randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';

import { InvalidArgumentError } from 'commander';

import { RestError, ServerUnreachable } from '@twinbank/client';

import { isBrokenAnswer } from '../shell/broken-answer.js';
import type { Shell } from '../shell/shell.js';
import type { CliCommand } from './cli-command.js';

/** How often an order is given whose answer is lost, and how long to wait in between. */
const [TRIES, WAIT_MS] = [3, 1000];
/** What answers in front of a server that is being restarted. */
const AWAY = [502, 503, 504];
/** Nothing was sent, so nothing can have been done. */
const NOT_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|certificate/;

/** The option of orders that make something. */
export interface OnceOptions {
  readonly orderId?: string;
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
 * once, and the answer is the same.
 *
 * @param send sends it with this header
 * @throws what `send` throws at last
 */
export async function once<Answer>(
  shell: Shell,
  { orderId: given }: OnceOptions,
  send: (header: { readonly 'Idempotency-Key': string }) => Promise<Answer>,
): Promise<Answer> {
  const header = { 'Idempotency-Key': given ?? randomUUID() };
  const { signal, sleep = (ms: number) => sleepFor(ms, undefined, { signal }) } = shell.io;
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(header);
    } catch (error) {
      signal.throwIfAborted();
      if (!isLost(error)) throw error;
      if (tries === TRIES) {
        shell.note('It may have been carried out: look before you give the order anew.');
        throw error;
      }
      await sleep(WAIT_MS, signal);
    }
  }
}

const isLost = (error: unknown): boolean =>
  (error instanceof ServerUnreachable && !NOT_SENT.test(error.reason)) ||
  isBrokenAnswer(error) ||
  (error instanceof RestError && AWAY.includes(error.status));
