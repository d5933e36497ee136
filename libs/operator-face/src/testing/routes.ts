import type { Action } from '@twinbank/access';

import type { Answer, Sent, ServerUnderTest } from './server-under-test.js';

/** An operation of the OpenAPI document that the server serves. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The action of the operation; undefined if it is open to everybody. */
  readonly action: Action | undefined;
  /** Whether it is open to everybody who shows who they are, whatever their roles. */
  readonly signedIn: boolean;
  /** Whether the answer never ends. */
  readonly endless: boolean;
}

interface Operation {
  readonly 'x-action'?: Action;
  readonly 'x-signed-in'?: boolean;
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

/** Every operation that the document of the server names. */
export async function routesOf(server: ServerUnderTest): Promise<readonly Route[]> {
  const { json: api } = await server.send('GET', '/docs-json', { scope: 'none' });
  return Object.entries(api.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as Route['method'],
      path,
      action: operation['x-action'],
      signedIn: operation['x-signed-in'] === true,
      endless: Object.keys(operation.responses['200']?.content ?? {}).includes('text/event-stream'),
    })),
  );
}

/**
 * Calls an operation, with the parameters of its path filled in. If the answer never ends, only its head is requested.
 */
export function call(
  server: ServerUnderTest,
  { method, path, endless }: Route,
  { named = {}, ...sent }: Sent & { readonly named?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => named[name] ?? '99999');
  return server.send(endless ? 'HEAD' : method, address, sent);
}
