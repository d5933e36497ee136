import 'reflect-metadata';

import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';

import { OPERATOR_SCOPES, type OperatorScope } from '@twinbank/keys';

import { OperatorGuard } from './operator.guard.js';
import type { OperatorTokensService } from './operator-tokens.service.js';
import { SCOPE_METADATA } from './scope.js';

/** Whether the guard lets a token of the scope call a handler with the mark, or one without any. */
async function letsIn(scope: OperatorScope, mark?: OperatorScope): Promise<boolean> {
  const handler = (): void => undefined;
  if (mark !== undefined) Reflect.defineMetadata(SCOPE_METADATA, mark, handler);
  const tokens = { verify: async () => ({ name: 'x', scopes: [scope], expiresAtMs: 0 }) };
  const context = {
    getHandler: () => handler,
    getClass: () => OperatorGuard,
    switchToHttp: () => ({ getRequest: () => ({ headers: { authorization: 'Bearer t' } }) }),
  } as unknown as ExecutionContext;
  const guard = new OperatorGuard(new Reflector(), tokens as unknown as OperatorTokensService);
  return guard.canActivate(context).catch((error: { code: string }) => error.code !== 'forbidden');
}

describe('a route', () => {
  it('without a mark is open to administrators only', async () => {
    const who = await Promise.all(OPERATOR_SCOPES.map(async (scope) => [scope, await letsIn(scope)]));
    expect(Object.fromEntries(who)).toEqual({ read: false, operate: false, admin: true, broker: false });
  });

  it.each<[OperatorScope, OperatorScope[]]>([
    ['read', ['read', 'operate', 'admin']],
    ['operate', ['operate', 'admin']],
    ['admin', ['admin']],
    ['broker', ['admin', 'broker']],
  ])('for %s is open to %j', async (mark, scopes) => {
    const open = await Promise.all(OPERATOR_SCOPES.map(async (scope) => ((await letsIn(scope, mark)) ? [scope] : [])));
    expect(open.flat().sort()).toEqual(scopes.sort());
  });
});
