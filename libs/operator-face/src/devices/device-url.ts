import type { BrokerState } from '@twinbank/ports';

import type { OperatorSettings } from '../operator-settings.js';

/** Where devices connect, as factories and operators are told: what the configuration says, or where the server itself finds the broker. */
export const deviceUrl = ({ deviceMqttUrl }: OperatorSettings, broker: BrokerState): string =>
  deviceMqttUrl ?? broker.url();
