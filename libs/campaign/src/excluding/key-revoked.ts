import type { DeviceFacts, SignedOrder, UpdateOrder } from './order-facts.js';

/**
 * Why the newest key set of a product speaks against a release: it does not name the key whose signature devices get, or, after one that signed
 * too was taken away, names fewer of the others than have to sign; undefined if it speaks for it.
 */
export function revokedSigner(signed: SignedOrder): string | undefined {
  const named = signed.sets.get(signed.newest)?.manifest;
  if (!named) return undefined;
  if (!named.includes(signed.manifest))
    return `the release is signed by ${signed.manifest}, which key set ${signed.newest} does not name`;
  const { signedBy = [], needs = 1 } = signed;
  const gone = signedBy.find((kid) => !named.includes(kid));
  const left = signedBy.filter((kid) => named.includes(kid)).length;
  if (gone === undefined || left >= needs) return undefined;
  return `the release is signed by ${gone}, too, which key set ${signed.newest} does not name; without it ${left} of ${needs} signatures are left`;
}

/**
 * {@link revokedSigner} for one device: of a device that takes no key sets it says nothing. One that holds an older set would begin, and give up as
 * soon as it takes the newest one.
 */
export function keyRevoked({ keySet }: DeviceFacts, { signed }: UpdateOrder): string | false {
  return (signed !== undefined && keySet !== undefined && revokedSigner(signed)) || false;
}
