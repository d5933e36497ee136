import { pino, type DestinationStream, type Logger } from 'pino';

import type { LogLevel } from './settings.js';

/** Fields that are never logged, whichever object contains them. */
const SECRET_FIELDS = ['authorization', 'password', 'token', 'deviceRoot', 'secret', 'privateJwk', 'cookie'];

/** The server's log: JSON lines on standard output, with secrets hidden down to the third level of nesting. */
export function createLogger(
  level: LogLevel,
  destination: DestinationStream = pino.destination({ dest: 1, sync: false }),
): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino({ level, base: { name: 'twinbank' }, redact: { paths, censor: '***' } }, destination);
}
