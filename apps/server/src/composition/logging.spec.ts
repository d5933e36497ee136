import { Writable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';

import { createLogger } from './logging.js';
import type { LogLevel } from './settings.js';

function keptLog(level: LogLevel): { logger: ReturnType<typeof createLogger>; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  return { logger: createLogger(level, destination), lines };
}

describe('the log', () => {
  it('hides secrets wherever they occur', () => {
    const { logger, lines } = keptLog('info');
    logger.info(
      {
        token: 'secret-1',
        request: { headers: { authorization: 'Bearer secret-2' } },
        device: { deviceRoot: 'secret-3', id: 'd' },
      },
      'x',
    );
    expect(JSON.stringify(lines)).not.toContain('secret-');
    expect(lines[0]).toMatchObject({
      token: '***',
      request: { headers: { authorization: '***' } },
      device: { deviceRoot: '***', id: 'd' },
    });
  });
});
