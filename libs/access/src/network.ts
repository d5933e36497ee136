const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
/** Groups of 16 bits that name the network of a subscriber in IPv6. */
const NETWORK_GROUPS = 4;
const GROUPS = 8;

/**
 * The network that an address stands for where attempts are counted: the address itself in IPv4; in IPv6 its first 64
 * bits, because a subscriber has all the addresses behind them.
 */
export function networkOf(address: string): string {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, GROUPS - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** The groups of a part of an address, each without leading zeros; a dotted end counts as the two groups that it is. */
const groupsOf = (part: string): string[] =>
  part === ''
    ? []
    : part
        .split(':')
        .flatMap((group) => (group.includes('.') ? [group, ''] : [group.toLowerCase().replace(/^0+(?=.)/, '')]));
