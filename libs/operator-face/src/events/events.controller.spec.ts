import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';

import { describe, expect, it, jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';

import type { PrincipalWatch } from '../auth/principal-watch.js';
import type { ListAnswers } from '../lists/list-answers.js';
import type { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';

/** Asks for the stream, with a response that is not sent anywhere. */
async function ask(method: string, destroyed: boolean) {
  const stream = new PassThrough();
  const start = jest.fn(async () => stream);
  const raw = Object.assign(new EventEmitter(), { destroyed });
  const send = jest.fn(async () => undefined);
  const reply = { raw, request: { method }, type: () => reply, header: () => reply, send };
  const controller = new EventsController(
    { start } as unknown as EventStreams,
    {} as ListAnswers,
    {} as PrincipalWatch,
  );
  await controller.stream({}, undefined, reply as unknown as FastifyReply);
  return { stream, start, raw, send };
}

describe('the stream of events', () => {
  it('is given back when the response closes, though nothing was sent', async () => {
    const { stream, raw } = await ask('GET', false);
    expect(stream.destroyed).toBe(false);
    raw.emit('close');
    expect(stream.destroyed).toBe(true);
  });

  it('is given back, and not sent, where the response closed before', async () => {
    const { stream, send } = await ask('GET', true);
    expect([stream.destroyed, send.mock.calls.length]).toEqual([true, 0]);
  });

  it('is not opened for HEAD', async () => {
    const { start, send } = await ask('HEAD', false);
    expect([start.mock.calls.length, send.mock.calls.length]).toEqual([0, 1]);
  });
});
