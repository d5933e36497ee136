import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/**
 * Writes Nest's own messages to the server's log. Routine messages get the level debug, so that the log is about the
 * work and not about the framework.
 */
export function nestLogger(logger: Logger): LoggerService {
  const context = (optional: readonly unknown[]): object => {
    const last = optional.at(-1);
    return typeof last === 'string' ? { context: last } : {};
  };
  return {
    log: (message: unknown, ...optional: unknown[]) => logger.debug(context(optional), String(message)),
    debug: (message: unknown, ...optional: unknown[]) => logger.trace(context(optional), String(message)),
    verbose: (message: unknown, ...optional: unknown[]) => logger.trace(context(optional), String(message)),
    warn: (message: unknown, ...optional: unknown[]) => logger.warn(context(optional), String(message)),
    error: (message: unknown, ...optional: unknown[]) => logger.error(context(optional), String(message)),
    fatal: (message: unknown, ...optional: unknown[]) => logger.fatal(context(optional), String(message)),
  };
}
