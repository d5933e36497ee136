import type { components } from '@twinbank/client';

import { formOf, type Form } from './form/form.js';
import { PRESETS } from './form/presets.js';
import { fittingText } from '../parts/texts/foreign-text.js';

/** Longest name of a campaign, in characters. */
const NAME_MAX = 100;

type Detail = components['schemas']['CampaignDetail'];

/** What an address of the composer may say. */
export interface Wanted {
  readonly product?: string | undefined;
  readonly version?: string | undefined;
  readonly filter?: string | undefined;
  /** A campaign that is written down anew. */
  readonly again?: string | undefined;
  /** A campaign of which devices are taken whose job has ended … */
  readonly retry?: string | undefined;
  /** … in these states, separated by commas; without it, those that the server calls failed. */
  readonly states?: string | undefined;
}

/** The number of the campaign that an address builds on; undefined if it builds on none. */
export function sourceOf({ again, retry }: Wanted): number | undefined {
  const id = Number(again ?? retry ?? Number.NaN);
  return Number.isInteger(id) && id > 0 ? id : undefined;
}

/** The form with which the composer begins. @param source the campaign that the address builds on */
export function beginning(wanted: Wanted, source?: Detail): Form {
  if (source === undefined) return fresh(wanted);
  const { version, again, states } = wanted;
  if (again !== undefined) return { ...formOf(source), ...(version && { release: version }) };
  const from = { campaign: source.id, ...(states && { states: states.split(',') }) };
  return {
    name: fittingText(`retry of ${source.name}`, NAME_MAX),
    product: source.product,
    release: version ?? source.release,
    selection: { from },
    waves: PRESETS[1]!.waves,
  };
}

const fresh = ({ product, version, filter }: Wanted): Form => ({
  name: '',
  ...{ product, release: version },
  ...(filter && { selection: { filter } }),
  waves: PRESETS[0]!.waves,
});
