import type { Config } from './config.js';
import type { BrokerState } from './device-face.js';

/** Where devices connect, as factories and operators are told: what the configuration says, or where the server itself finds the broker. */
export const deviceUrl = ({ deviceMqttUrl }: Config, broker: BrokerState): string => deviceMqttUrl ?? broker.url();
