import { Writable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import { pino, type Logger } from 'pino';

import { nestLogger } from './nest-logger.js';

function keptLog(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { logger: pino({ level: 'info' }, destination), lines };
}

describe('the log', () => {
  it('holds the framework’s routine only where somebody debugs', () => {
    const { logger, lines } = keptLog();
    nestLogger(logger).log('Nest application started', 'NestApplication');
    nestLogger(logger).warn('odd', 'Router');
    expect(lines).toMatchObject([{ level: 40, msg: 'odd', context: 'Router' }]);
  });
});
