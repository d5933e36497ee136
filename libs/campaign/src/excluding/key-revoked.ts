import type { DeviceFacts, UpdateOrder } from './order-facts.js';

/**
 * Why the newest key set of a product speaks against a release: it does not name the key whose signature devices get, or, after one that signed
 * too was taken away, names fewer of the others than have to sign. Of a device that takes no key sets it says nothing. One that holds an older
 * set would begin, and give up as soon as it takes the newest one.
 */
export function keyRevoked({ keySet }: DeviceFacts, { signed }: UpdateOrder): string | false {
  const named = signed?.sets.get(signed.newest)?.manifest;
  if (!signed || keySet === undefined || !named) return false;
  if (!named.includes(signed.manifest))
    return `the release is signed by ${signed.manifest}, which key set ${signed.newest} does not name`;
  const { signedBy = [], needs = 1 } = signed;
  const gone = signedBy.find((kid) => !named.includes(kid));
  const left = signedBy.filter((kid) => named.includes(kid)).length;
  return (
    gone !== undefined &&
    left < needs &&
    `the release is signed by ${gone}, too, which key set ${signed.newest} does not name; without it ${left} of ${needs} signatures are left`
  );
}
