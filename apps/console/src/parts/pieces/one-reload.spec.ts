import { describe, expect, it } from '@jest/globals';

import { OneReload, type Kept } from './one-reload.js';

function aTab(): Kept & { readonly values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

describe('the reload of a page that does not arrive', () => {
  it('is allowed once, also after the reload itself, for each page', () => {
    const tab = aTab();
    expect(new OneReload(tab).take('UsersPage')).toBe(true);
    const reloaded = new OneReload(tab);
    expect([reloaded.take('UsersPage'), reloaded.take('TokensPage'), reloaded.take('TokensPage')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('is allowed again once the page arrived, and then leaves nothing behind', () => {
    const tab = aTab();
    const reload = new OneReload(tab);
    reload.take('UsersPage');
    reload.arrived('TokensPage');
    expect(reload.take('UsersPage')).toBe(false);
    reload.arrived('UsersPage');
    expect(tab.values.size).toBe(0);
    expect(reload.take('UsersPage')).toBe(true);
  });

  it('is not allowed where the browser keeps nothing, for nobody could count it', () => {
    const refuse = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    expect(new OneReload(undefined).take('UsersPage')).toBe(false);
    expect(new OneReload({ getItem: refuse, setItem: refuse, removeItem: refuse }).take('UsersPage')).toBe(false);
    expect(new OneReload({ ...aTab(), setItem: refuse }).take('UsersPage')).toBe(false);
  });
});
