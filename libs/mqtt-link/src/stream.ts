import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where the broker is, and the local address to connect from. */
export interface Address {
  /** `mqtt:` or `mqtts:` URL. */
  readonly url: string;
  /**
   * Certificate (PEM) of the authority that signed the broker's certificate; without it, the authorities that Node
   * trusts.
   */
  readonly ca?: string;
  /** Local address to connect from: one address has only some 28 000 ports. */
  readonly localAddress?: string;
  /**
   * Port of this machine to connect to instead. Whoever listens there forwards to the URL; TLS still checks the
   * URL's host.
   */
  readonly via?: number;
}

const LOOPBACK = '127.0.0.1';
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };

/** @throws RangeError for a URL that is neither `mqtt:` nor `mqtts:` */
export function checkUrl(url: string): void {
  if (!URL.canParse(url) || PORTS[new URL(url).protocol] === undefined)
    throw new RangeError('a device connects to an mqtt or mqtts URL');
}

/** Host and port of a URL, with the protocol's default port if none is given; IPv6 without brackets. */
export function endpointOf(url: string): { host: string; port: number } {
  const { protocol, hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? PORTS[protocol]! : Number(port) };
}

/** Opens the connection. MQTT.js itself cannot use a local address. */
export function openStream({ url, ca, localAddress, via }: Address): Socket {
  const { host, port } = endpointOf(url);
  const place = via === undefined ? { host, port } : { host: LOOPBACK, port: via };
  const options = { ...place, noDelay: true, ...(localAddress !== undefined && { localAddress }) };
  if (new URL(url).protocol === 'mqtt:') return connectTcp(options);
  return connectTls({
    ...options,
    ...(via !== undefined && { socket: connectTcp(options), host }),
    ...(ca !== undefined && { ca }),
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
  });
}
