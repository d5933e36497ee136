import type { BrokerFault, DeviceMessage, MessageHandler } from './device-broker.js';

/**
 * Hands messages to a handler so that a bug in it costs one message and not the process: an error that it throws is
 * reported as `internal`, and the message stays unacknowledged.
 */
export function handling(handler: MessageHandler, tell: (fault: BrokerFault) => void): MessageHandler {
  return (message: DeviceMessage) => {
    try {
      return handler(message);
    } catch (error) {
      const detail = `handling a ${message.kind} failed: ${error instanceof Error ? error.message : 'unknown'}`;
      tell({ code: 'internal', detail, deviceId: message.deviceId });
      return Promise.reject(error instanceof Error ? error : new Error(detail));
    }
  };
}
