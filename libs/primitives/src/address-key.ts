/**
 * The key of an address: an IPv4 address itself; of an IPv6 address the /64 network, because one subscriber usually
 * has all of it. [RFC 6177]
 */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail = ''] = address.split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === '' ? 0 : tail.split(':').length;
  if (address.includes('::')) while (groups.length + after < 8) groups.push('0');
  return `${groups
    .concat(tail === '' ? [] : tail.split(':'))
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
