import { AsyncLocalStorage } from 'node:async_hooks';

import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';

import type { Reach } from '@twinbank/access';
import type { BoundedDatabase, Database } from '@twinbank/database';
import { DATABASE } from '@twinbank/ports';

import type { OperatorRequest } from './operator.guard.js';

/** What the request that is being answered may see, and how far that is. */
interface Bounds {
  readonly reach: Reach;
  readonly data: BoundedDatabase;
}

const BOUNDS = new AsyncLocalStorage<Bounds>();

/**
 * The database as the request that is being answered may see it: limited to the reach that the guard determined.
 * Everything that answers operators reads and writes through this, never through the repositories themselves. Outside a
 * request there is nothing to see, and asking for it is a bug.
 */
@Injectable()
export class OperatorData implements BoundedDatabase {
  get projects(): BoundedDatabase['projects'] {
    return boundsNow().data.projects;
  }
  get products(): BoundedDatabase['products'] {
    return boundsNow().data.products;
  }
  get releases(): BoundedDatabase['releases'] {
    return boundsNow().data.releases;
  }
  get keySets(): BoundedDatabase['keySets'] {
    return boundsNow().data.keySets;
  }
  get devices(): BoundedDatabase['devices'] {
    return boundsNow().data.devices;
  }
  get deviceHealths(): BoundedDatabase['deviceHealths'] {
    return boundsNow().data.deviceHealths;
  }
  get disposals(): BoundedDatabase['disposals'] {
    return boundsNow().data.disposals;
  }
  get campaigns(): BoundedDatabase['campaigns'] {
    return boundsNow().data.campaigns;
  }
  get jobs(): BoundedDatabase['jobs'] {
    return boundsNow().data.jobs;
  }
  get paces(): BoundedDatabase['paces'] {
    return boundsNow().data.paces;
  }

  get plans(): BoundedDatabase['plans'] {
    return boundsNow().data.plans;
  }
  get events(): BoundedDatabase['events'] {
    return boundsNow().data.events;
  }
  get groups(): BoundedDatabase['groups'] {
    return boundsNow().data.groups;
  }
  get uploads(): BoundedDatabase['uploads'] {
    return boundsNow().data.uploads;
  }
  get webhooks(): BoundedDatabase['webhooks'] {
    return boundsNow().data.webhooks;
  }

  get lists(): BoundedDatabase['lists'] {
    return boundsNow().data.lists;
  }

  /** How far the request that is being answered reaches. */
  get reach(): Reach {
    return boundsNow().reach;
  }
}

function boundsNow(): Bounds {
  const bounds = BOUNDS.getStore();
  if (bounds === undefined) throw new Error('outside of a request there is no caller whose bounds could apply');
  return bounds;
}

/** Does what a request with this reach asks for: the work, and everything that it waits for, sees no further. */
export const answeringWithin = <T>(database: Database, reach: Reach, work: () => T): T =>
  BOUNDS.run({ reach, data: database.within(reach) }, work);

/** Sets, for a handler and everything that it waits for, the bounds that the guard determined. */
@Injectable()
export class ReachInterceptor implements NestInterceptor {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { reach } = context.switchToHttp().getRequest<OperatorRequest>();
    if (reach === undefined) return next.handle();
    // The handler runs when somebody subscribes, so it is that which happens within the bounds.
    return new Observable((subscriber) =>
      answeringWithin(this.database, reach, () => next.handle().subscribe(subscriber)),
    );
  }
}
