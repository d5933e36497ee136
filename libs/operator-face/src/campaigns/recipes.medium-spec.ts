import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS } from '../testing/server-under-test.js';

const PAGE = readFileSync(new URL('../../../../docs/recipes.md', import.meta.url), 'utf8');
const RECIPES = [...PAGE.matchAll(/```json\n(.*?)\n```/gs)].map(([, text]) => JSON.parse(text!) as Recipe);
type Recipe = Readonly<Record<string, unknown>>;

/** A selection of the page matches nobody here, and devices that never reported understand no kind; everything else is as it stands there. */
const forAll = ({ selection: _nobody, postpone: _unknown, terms, ...recipe }: Recipe): Recipe => {
  const { kind: _alike, ...others } = (terms ?? {}) as Recipe;
  return { ...recipe, terms: others };
};

describe('the recipes of docs/recipes.md', () => {
  const tested = new CampaignsUnderTest();
  const { create } = tested;
  beforeAll(() => tested.start(), SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(() => tested.newProduct());

  it('are many', () => {
    expect(RECIPES.length).toBeGreaterThan(12);
  });

  it.each(RECIPES.map((recipe): [string, Recipe] => [JSON.stringify(recipe).slice(0, 60), recipe]))(
    'are taken as they stand: %s',
    async (_what, recipe) => {
      const { status, json } = await create({ dynamic: true, ...recipe });
      expect([status, json.detail]).toEqual([201, undefined]);
      const { schedule: _isShownInUtc, approval: _hasAState, thresholds, ...blocks } = recipe;
      expect(json.config).toMatchObject({ ...blocks, ...(thresholds !== undefined && { thresholds }) });
    },
  );

  it.each(RECIPES.map(forAll).map((recipe): [string, Recipe] => [JSON.stringify(recipe).slice(0, 60), recipe]))(
    'say what they would do to devices: %s',
    async (_what, recipe) => {
      const { status, json } = await create(recipe);
      expect([status, json.detail]).toEqual([201, undefined]);
      expect(json.forecast).toHaveLength(4);
      expect(json.duration.atLeastMs).toBeGreaterThan(0);
    },
  );
});
