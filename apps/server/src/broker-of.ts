import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

import { EmbeddedBroker, ExternalBroker, type DeviceBroker } from '@twinbank/broker';
import type { BrokerFactory } from '@twinbank/device-face';

import type { Config } from './composition/config.js';
import { descriptorLimit, placesFor } from './composition/descriptors.js';

/** The broker that the configuration asks for. */
export function brokerOf(config: Config, admit: Parameters<BrokerFactory>[0]): DeviceBroker {
  const { broker } = config;
  if (broker.kind === 'embedded') {
    const { host, port, tls } = broker;
    return new EmbeddedBroker({
      host,
      port,
      ...(tls && { tls }),
      limits: { connections: placesFor(descriptorLimit()).devices },
      admit: ({ deviceId, password }) => admit(deviceId, password),
    });
  }
  const { url, username: userName, password, ca, shareGroup } = broker;
  return new ExternalBroker({
    ...{ url, shareGroup, clientId: clientIdOf(config) },
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { ca }),
  });
}

/** The same after a restart, so that the broker keeps reports meanwhile; different for every server of a group. */
function clientIdOf(config: Config): string {
  const name = createHash('sha256').update(`${hostname()}\n${config.dataDir}`).digest('hex');
  return `twinbank-server-${name.slice(0, 12)}`;
}
