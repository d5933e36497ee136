import { BadRequestException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';

import { Fault } from '@twinbank/primitives';
import { FAULT_CODES, FAULTS, faultOf, type FaultCode } from '@twinbank/protocol';

import { faultFrom, problemOf, retryAfterSeconds } from './problem.js';

const frameworkError = (code: string, statusCode: number): Error =>
  Object.assign(new Error('the framework’s words'), { code, statusCode });

describe('a problem', () => {
  it.each(FAULT_CODES)('for %s has the registry’s status and meaning', (code) => {
    expect(problemOf(faultOf(code, 'this one'), 'id-1')).toEqual({
      type: `urn:twinbank:fault:${code}`,
      title: FAULTS[code].meaning,
      status: FAULTS[code].status,
      detail: 'this one',
      instance: 'id-1',
      code,
    });
  });

  it('contains the facts of its fault', () => {
    expect(problemOf(faultOf('image_too_large', 'long', { maxImageBytes: 7 }), 'id')).toHaveProperty('facts', {
      maxImageBytes: 7,
    });
  });

  it.each<[string, unknown, FaultCode]>([
    ['a fault', faultOf('device_unknown'), 'device_unknown'],
    ['a fault that is in no registry', new Fault('made_up', 'x'), 'internal'],
    ['a body over the limit', frameworkError('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'message_too_large'],
    [
      'a media type that no parser takes',
      frameworkError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415),
      'media_type_unsupported',
    ],
    ['a lost connection', frameworkError('ECONNRESET', 400), 'upload_incomplete'],
    ['a route that does not exist', new NotFoundException(), 'not_found'],
    ['another refusal of the framework', new BadRequestException(), 'request_invalid'],
    ['a status without a code', { statusCode: 431, message: 'headers' }, 'request_invalid'],
    ['a bug', new TypeError('x is not a function'), 'internal'],
    ['a thrown text', 'oops', 'internal'],
    ['nothing at all', undefined, 'internal'],
  ])('of %s has the right code', (_what, error, code) => {
    expect(faultFrom(error).code).toBe(code);
  });

  it('reveals nothing of a bug’s insides', () => {
    expect(JSON.stringify(problemOf(faultFrom(new Error('password is hunter2')), 'id'))).not.toContain('hunter2');
  });

  it('says when to try again, in whole seconds', () => {
    expect(retryAfterSeconds(faultOf('overloaded', 'x', { retryAfterMs: 1200 }))).toBe(2);
    expect(retryAfterSeconds(faultOf('overloaded', 'x', { retryAfterMs: 1 }))).toBe(1);
    expect(retryAfterSeconds(faultOf('conflict'))).toBeUndefined();
  });
});
