import type { components } from '@twinbank/client';

/** Which key set a device holds, and the one that it refused. */
type Holder = Pick<components['schemas']['DeviceDetail'], 'keySetRefused'> & {
  readonly status?: { readonly keySet?: number | undefined };
};

/** Which keys a device trusts, in words. @param newest version of the newest key set of its product, if there is one and it is known */
export function keySetText({ status }: Holder, newest: number | undefined): string {
  const held = status?.keySet;
  if (held === undefined) return 'those of its factory: its agent takes no key sets';
  const holds = held === 0 ? 'those of its factory' : `key set ${held}`;
  if (newest === undefined) return holds;
  return held >= newest ? `${holds}, the newest` : `${holds}; set ${newest} is the newest`;
}

/** What a device said of the key set that it refused last, as far as it still stands in its way; undefined if none does. */
export function refusalText({ status, keySetRefused }: Holder): string | undefined {
  if (keySetRefused === undefined || keySetRefused.held !== status?.keySet) return undefined;
  return `It refused set ${keySetRefused.version}, which is not sent again. A newer one is:`;
}
