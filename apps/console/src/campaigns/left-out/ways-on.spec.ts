import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { wayOn, type Reason } from './ways-on.js';

const DOCUMENT = JSON.parse(
  readFileSync(new URL('../../../../../libs/client/openapi.json', import.meta.url), 'utf8'),
) as { components: { schemas: { ExclusionAnswer: { properties: { reason: { enum: Reason[] } } } } } };
const REASONS = DOCUMENT.components.schemas.ExclusionAnswer.properties.reason.enum;

describe('what can be done for devices that are left out', () => {
  it('is said of every reason but those where nothing is wrong', () => {
    expect(REASONS.length).toBeGreaterThan(15);
    expect(REASONS.filter((reason) => wayOn(reason) === undefined).sort()).toEqual([
      'already_installed',
      'control_group',
    ]);
  });

  it('leads to the page that says more', () => {
    expect([wayOn('version_too_old')?.more, wayOn('ram_layout_refused')?.more]).toEqual(['paths', 'compare']);
  });

  it('is not said of a reason that a newer server names, also one named as what every object has', () => {
    expect(['from_later', 'constructor'].map((reason) => wayOn(reason as Reason))).toEqual([undefined, undefined]);
  });
});
