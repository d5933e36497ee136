import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { type FaultCode } from '@twinbank/protocol';

import { etagOf } from '../requests/if-match.js';
import { faultFrom, problemOf, PROBLEM_MEDIA_TYPE, retryAfterSeconds, type Problem } from './problem.js';

const refusals = new WeakMap<object, FaultCode>();

/** Code of the problem that a request was answered with; undefined where it was not. */
export const refusalOf = (request: FastifyRequest): FaultCode | undefined => refusals.get(request.raw);

/**
 * The only place where errors become answers: problem+json with a stable code. Bugs, and faults with a cause, are
 * also logged.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const fault = faultFrom(error);
    if (fault.code === 'internal') request.log.error({ err: error }, 'unexpected error');
    else if (fault.cause !== undefined) request.log.warn({ err: fault.cause, code: fault.code }, fault.detail);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    const problem = problemOf(fault, request.id);
    refusals.set(request.raw, problem.code);
    const retryAfter = retryAfterSeconds(fault);
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
    // Whoever saw another state is told which one it is now.
    if (typeof fault.facts['revision'] === 'string') void reply.header('etag', etagOf(fault.facts['revision']));
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="twinbank"');
    this.send(problem, reply.status(problem.status));
  }

  /** Sends a problem, to which everything is said but its body. */
  protected send(problem: Problem, reply: FastifyReply): void {
    void reply.type(PROBLEM_MEDIA_TYPE).serializer(JSON.stringify).send(problem);
  }
}
