import { excessOf, type Grant, type Principal } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

/** Nobody gives away more than they have. @throws Fault `forbidden`, which names the first action in excess */
export function checkExcess({ grants }: Pick<Principal, 'grants'>, wanted: readonly Grant[]): void {
  const excess = excessOf(grants, wanted);
  if (!excess) return;
  const where = excess.project === undefined ? 'everywhere' : `in ${excess.project}`;
  throw faultOf('forbidden', `nobody gives away more than they have: ${excess.action} ${where}`, {
    action: excess.action,
  });
}
