import { randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import { reaches, type Command, type Reach } from '@twinbank/access';
import type { Group, GroupChange, GroupDraft } from '@twinbank/database';
import { CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OperatorData } from '../auth/operator-data.js';

/** Who orders something, and at which revisions of the group only. */
type Ordered = Omit<Command, 'nowMs'>;
/** The project of what names none, as that of products. */
const DEFAULT_PROJECT = 'default';

/** Makes and changes groups for operators. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly data: OperatorData,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Fault `group_unknown` */
  get(id: string): Promise<Group> {
    return this.data.groups.get(id);
  }

  /** @throws Fault `project_unknown`, `request_invalid`, `quota_exceeded`, `group_exists`, `selection_invalid` */
  create(
    order: Omit<GroupDraft, 'id' | 'project'> & { readonly project?: string | undefined },
    reach: Reach,
    ordered: Ordered,
  ): Promise<Group> {
    const draft = { ...order, id: randomUUID(), project: projectFor(order.project, reach) };
    return this.told(this.data.groups.add(draft, this.command(ordered)));
  }

  /** @throws Fault `group_unknown`, `precondition_failed`, `group_static`, `group_in_use`, `selection_invalid` */
  change(id: string, change: GroupChange, ordered: Ordered): Promise<Group> {
    return this.told(this.data.groups.change(id, change, this.command(ordered)));
  }

  /** @throws Fault `group_unknown`, `precondition_failed`, `group_dynamic`, `device_unknown`, `quota_exceeded` */
  list(id: string, devices: { readonly add?: string[]; readonly remove?: string[] }, ordered: Ordered): Promise<Group> {
    return this.told(this.data.groups.list(id, devices, this.command(ordered)));
  }

  /** @throws Fault `group_unknown`, `precondition_failed`, `group_in_use` */
  delete(id: string, ordered: Ordered): Promise<Group> {
    return this.told(this.data.groups.delete(id, this.command(ordered)));
  }

  private command(ordered: Ordered): Command {
    return { ...ordered, nowMs: this.clock.nowMs() };
  }

  private async told(work: Promise<Group>): Promise<Group> {
    const group = await work;
    this.bus.recorded();
    return group;
  }
}

function projectFor(wanted: string | undefined, reach: Reach): string {
  if (reach === 'everywhere') return wanted ?? DEFAULT_PROJECT;
  if (wanted === undefined && reach.length === 1) return reach[0]!;
  if (wanted === undefined) throw faultOf('request_invalid', 'name the project of the group', { field: 'project' });
  if (!reaches(reach, wanted)) throw faultOf('project_unknown');
  return wanted;
}
