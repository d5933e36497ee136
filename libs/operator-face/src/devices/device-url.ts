import type { BrokerState } from '@twinbank/ports';

import type { OperatorSettings } from '../operator-settings.js';

/**
 * The address at which devices connect, as factories and operators are told: the configured one, otherwise the address
 * at which the server itself reaches the broker.
 */
export const deviceUrl = ({ deviceMqttUrl }: OperatorSettings, broker: BrokerState): string =>
  deviceMqttUrl ?? broker.url();
