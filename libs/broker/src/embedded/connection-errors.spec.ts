import { describe, expect, it } from '@jest/globals';
import { ConnectionRefused, faultOfConnectionError, RuleBroken } from './connection-errors.js';

describe('faultOfConnectionError', () => {
  it('blames the device for junk', () => {
    expect(faultOfConnectionError(new Error('Invalid header flag bits, must be 0x0 for puback packet'))).toBe(
      'message_malformed',
    );
    expect(faultOfConnectionError(new Error('unacceptable protocol version'))).toBe('message_malformed');
  });

  it('blames nobody for a lost network, and counts a broken rule once', () => {
    expect(faultOfConnectionError(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))).toBeUndefined();
    expect(faultOfConnectionError(new Error('keep alive timeout'))).toBeUndefined();
    expect(faultOfConnectionError(new RuleBroken('topic_forbidden'))).toBeUndefined();
  });
});

describe('ConnectionRefused', () => {
  it('carries the CONNACK return code closest to the fault', () => {
    expect(new ConnectionRefused('token_expired').returnCode).toBe(4);
    expect(new ConnectionRefused('device_inactive').returnCode).toBe(5);
    expect(new ConnectionRefused('overloaded').returnCode).toBe(3);
  });
});
