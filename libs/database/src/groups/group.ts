import type { Actor } from '@twinbank/access';

import type { DeviceGroup as GroupRow } from '../generated/client.js';
import { known } from '../sql.js';

/** Devices of a project under a name. */
export interface Group {
  readonly number: number;
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly description: string;
  /** Of a dynamic group: which devices are in it. A static one has none, and lists them. */
  readonly filter?: string;
  /** Of a static group: how many it lists. */
  readonly devices?: number;
  readonly createdAtMs: number;
  readonly createdBy: Actor;
  /** Goes up with every change that an operator makes. */
  readonly version: number;
}

/** A new group. */
export type GroupDraft = Pick<Group, 'id' | 'project' | 'name' | 'description'> & {
  readonly filter?: string | undefined;
};

/** What to change of a group; what is missing stays. */
export interface GroupChange {
  readonly description?: string | undefined;
  readonly filter?: string | undefined;
}

/** A row with the number of devices that it lists. */
export type CountedRow = GroupRow & { readonly _count: { readonly members: number } };

/** @internal */
export const groupOf = ({ createdAt, createdBy, filter, _count, ...row }: CountedRow): Group => ({
  ...row,
  createdAtMs: createdAt.getTime(),
  createdBy: createdBy as unknown as Actor,
  ...known({ filter, devices: filter === null ? _count.members : undefined }),
});
