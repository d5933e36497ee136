import 'reflect-metadata';

import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';

import { ACTION_NAMES, actionsOf, ROLE_NAMES, type Action, type Grant } from '@twinbank/access';

import { ACTION_METADATA } from './needs.js';
import type { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import { OperatorGuard, type OperatorRequest } from './operator.guard.js';
import type { OperatorTokensService } from './operator-tokens.service.js';
import type { RequestRates } from '../projects/request-rates.js';

/**
 * What the guard does with a request of a principal with these grants, for a handler with this mark; the fault if it
 * refuses the request.
 */
async function guarded(grants: readonly Grant[], mark: Action | undefined): Promise<OperatorRequest | string> {
  const handler = (): void => undefined;
  if (mark !== undefined) Reflect.defineMetadata(ACTION_METADATA, mark, handler);
  const tokens = { verify: async () => ({ name: 'x', grants, expiresAtMs: 0 }) };
  const request = { headers: { authorization: 'Bearer t' } } as OperatorRequest;
  const context = {
    getHandler: () => handler,
    getClass: () => OperatorGuard,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  const guard = new OperatorGuard(
    new Reflector(),
    tokens as unknown as OperatorTokensService,
    { take: async () => undefined } as unknown as RequestRates,
    {} as BrowserSessionsService,
  );
  return guard.canActivate(context).then(
    () => request,
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
}

describe('a route', () => {
  it('that does not say which action it is is open to nobody, and is a bug', async () => {
    expect(await guarded([{ role: 'installation-admin' }], undefined)).toMatch(/does not say which action/);
  });

  it.each(ACTION_NAMES)('for %s is open to the roles that allow it, and to no other', async (action) => {
    for (const role of ROLE_NAMES) {
      const answer = await guarded([{ role }], action);
      const reach = typeof answer === 'string' ? answer : answer.reach;
      expect([role, reach]).toEqual([role, actionsOf(role).includes(action) ? 'everywhere' : 'forbidden']);
    }
  });

  it('learns in which projects the action is allowed', async () => {
    const grants: Grant[] = [
      { role: 'operator', project: 'motors' },
      { role: 'viewer', project: 'pumps' },
    ];
    expect(await guarded(grants, 'campaign.start')).toMatchObject({ reach: ['motors'] });
    expect(await guarded(grants, 'campaign.read')).toMatchObject({ reach: ['motors', 'pumps'] });
    expect(await guarded(grants, 'server.read')).toBe('forbidden');
  });
});
