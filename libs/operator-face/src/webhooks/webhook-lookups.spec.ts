import type { lookup, LookupAddress } from 'node:dns';

import { describe, expect, it } from '@jest/globals';

import { WebhookLookups } from './webhook-lookups.js';

const FOUND = [{ address: '192.0.2.1', family: 4 }];

/** A name service that answers a name when the test says so, and never before; with a clock that the test moves. */
class Names {
  nowMs = 0;
  /** Every name that was asked for, in order. */
  readonly asked: string[] = [];
  /** Who was told what a name means. */
  readonly told: string[] = [];
  private readonly open = new Map<string, (error: Error | null, found?: LookupAddress[]) => void>();
  private readonly lookups = new WebhookLookups(
    ((name: string, _options: object, done: () => void) => {
      this.asked.push(name);
      this.open.set(name, done);
    }) as unknown as typeof lookup,
    15_000,
    () => this.nowMs,
  );

  wants(name: string, project?: string, who = name): void {
    this.lookups.lookUp(name, project, (error, found) => this.told.push(`${who}: ${error?.message ?? found.length}`));
  }
  answer(name: string, error: Error | null = null): void {
    this.open.get(name)!(error, error === null ? FOUND : undefined);
  }
}

describe('look-ups for webhooks', () => {
  it('ask for a name that hangs once, for twenty messages, while another name is told', () => {
    const names = new Names();
    for (let message = 0; message < 20; message++) names.wants('hangs', 'north', `message ${message}`);
    names.wants('good', 'north');
    names.answer('good');
    expect(names.asked).toEqual(['hangs', 'good']);
    expect(names.told).toEqual(['good: 1']);
    names.answer('hangs');
    expect(names.told).toHaveLength(21);
  });

  it('leave a place to others if all names of a project hang, and go on in order as soon as one is told', () => {
    const names = new Names();
    for (let name = 0; name < 10; name++) names.wants(`hangs-${name}`, 'north');
    names.wants('good', 'south');
    expect(names.asked).toEqual(['hangs-0', 'hangs-1', 'good']);
    names.answer('good');
    names.wants('better');
    names.answer('better', new Error('unknown'));
    expect(names.told).toEqual(['good: 1', 'better: unknown']);
    names.answer('hangs-1');
    expect(names.asked.slice(3)).toEqual(['better', 'hangs-2']);
  });

  it('never take all threads of the server, however many projects have names that hang', () => {
    const names = new Names();
    for (let project = 0; project < 10; project++) names.wants(`hangs-${project}`, `project-${project}`);
    expect(names.asked).toHaveLength(3);
  });

  it('do not ask for what nobody waits for any more', () => {
    const names = new Names();
    for (const name of ['hangs', 'hangs, too', 'late', 'wanted again']) names.wants(name);
    names.nowMs = 10_000;
    names.wants('wanted again');
    names.nowMs = 15_000;
    names.answer('hangs');
    expect(names.asked).toEqual(['hangs', 'hangs, too', 'wanted again']);
  });

  it('ask anew for a name that was told', () => {
    const names = new Names();
    for (let time = 0; time < 2; time++) {
      names.wants('name');
      names.answer('name');
    }
    expect(names.asked).toEqual(['name', 'name']);
  });
});
