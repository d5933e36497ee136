import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

import { faultOf } from '@twinbank/protocol';

import { WebhookLookups } from './webhook-lookups.js';

/** Every address that is open to all, and needs TLS. */
export const PUBLIC_NETWORK = 'public';

/** How long a receiver may take for all of it, from the look-up of its name to the end of its answer. */
export const POST_MS_MAX = 15_000;

/** What is not public of IPv4 [RFC 6890 and the registry of special addresses]: private, shared, loopback, link-local with the metadata services of clouds, tests, multicast, reserved. */
const SPECIAL_4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** IPv6 is public in this block alone, so that IPv4 addresses written as IPv6 are not; and not in these parts of it: protocols, Teredo, 6to4, documentation. */
const GLOBAL_6 = ['2000::/3'];
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Addresses to which webhooks may be sent. */
export class WebhookNetworks {
  private readonly isPublic: boolean;
  private readonly allowed: BlockList;
  private readonly special = listOf([...SPECIAL_4, ...SPECIAL_6]);
  private readonly global = listOf(GLOBAL_6);
  private readonly lookups: WebhookLookups;

  /**
   * @param networks `public`, and networks such as `10.1.0.0/16` that are allowed, also without TLS
   * @param ask asks what a name means
   */
  constructor(networks: readonly string[], ask = lookUp) {
    this.lookups = new WebhookLookups(ask, POST_MS_MAX);
    this.isPublic = networks.includes(PUBLIC_NETWORK);
    this.allowed = listOf(networks.filter((network) => network !== PUBLIC_NETWORK));
  }

  /** Whether messages may go to this address. */
  permits(address: string, tls: boolean): boolean {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0) return false;
    // An IPv4 address that is written as IPv6 would be held against the rules for IPv4; nobody needs that way around.
    if (family === 'ipv6' && !isPlainIpv6(address)) return false;
    if (this.allowed.check(address, family)) return true;
    if (!this.isPublic || !tls || this.special.check(address, family)) return false;
    return family === 'ipv4' || this.global.check(address, family);
  }

  /**
   * Looks a name up for a connection, and gives out no address that is not permitted. The connection is made to what was
   * looked at here, so a name cannot mean something else by then.
   *
   * @param project of the webhook; without one it is the installation's
   */
  lookup(tls: boolean, project?: string): LookupFunction {
    return (hostname, options, callback) => {
      this.lookups.lookUp(hostname, project, (error, found) => {
        const good = found.filter(({ address }) => this.permits(address, tls));
        const [first] = good;
        const problem = error ?? (first === undefined ? refused(hostname) : null);
        if (problem !== null || first === undefined) callback(problem, '', 0);
        else if (options.all === true) callback(null, good);
        else callback(null, first.address, first.family);
      });
    };
  }
}

/** What is said of an address to which nothing may be sent. */
export const refused = (host: string): Error =>
  faultOf('webhook_address_refused', `nothing is sent to ${host}: it is not public, or not reached by TLS`);

/** Whether an IPv6 address is neither one that holds an IPv4 address nor one that names an interface. */
function isPlainIpv6(address: string): boolean {
  const text = `http://[${address}]`;
  return URL.canParse(text) && !new URL(text).hostname.startsWith('[::ffff:');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
