import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where the broker is, and from where to reach it. */
export interface Address {
  /** `mqtt:` or `mqtts:` URL. */
  readonly url: string;
  /** PEM of the authority that signed the broker's certificate; without it those that Node trusts. */
  readonly ca?: string;
  /** Local address to connect from: one address has only some 28 000 ports. */
  readonly localAddress?: string;
}

const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };

/** @throws RangeError for a URL that is neither `mqtt:` nor `mqtts:` */
export function checkUrl(url: string): void {
  if (!URL.canParse(url) || PORTS[new URL(url).protocol] === undefined)
    throw new RangeError('a device connects to an mqtt or mqtts URL');
}

/** Opens the connection. MQTT.js' own way knows no local address. */
export function openStream({ url, ca, localAddress }: Address): Socket {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const options = {
    host,
    port: port === '' ? PORTS[protocol]! : Number(port),
    noDelay: true,
    ...(localAddress !== undefined && { localAddress }),
  };
  if (protocol === 'mqtt:') return connectTcp(options);
  return connectTls({
    ...options,
    ...(ca !== undefined && { ca }),
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
  });
}
