import { faultOf } from '@twinbank/protocol';

/** Something that operators can change; its version goes up with every such change. */
export interface Revised {
  readonly createdAtMs: number;
  readonly version: number;
}

/**
 * Names the state of something. It differs also from every state of an earlier thing of the same name, since that was made
 * at another time.
 */
export const revisionOf = ({ createdAtMs, version }: Revised): string => `${createdAtMs.toString(36)}.${version}`;

/**
 * Call this where nobody else can change the object until the command is done.
 *
 * @throws Fault `precondition_failed` if a command names revisions, and the object is at none of them
 */
export function requireRevision(
  { onlyAt }: { readonly onlyAt?: readonly string[] | undefined },
  object: Revised,
): void {
  const revision = revisionOf(object);
  if (onlyAt === undefined || onlyAt.includes(revision)) return;
  throw faultOf('precondition_failed', `it is at the revision ${revision} now`, { revision });
}
