import { createHash } from 'node:crypto';

import { forecastPieces, type CampaignConfig, type CampaignForecast, type ForecastFacts } from '@twinbank/campaign';
import { seededRng } from '@twinbank/primitives';

import { inTurns } from './in-turns.js';

/** Seed of all forecasts: the same campaign over the same devices has the same forecast each time, in its preview and as a draft. */
const SEED = 0;

/** How many forecasts are kept: more than there are drafts that people look at. Each has a few hundred bytes. */
export const FORECASTS_KEPT = 256;

/**
 * Forecasts by what they are made of. One takes tens of milliseconds of the only core, and the page of a draft asks for it at each look, while
 * neither its rules nor its devices have changed. What was asked for longest ago is forgotten first.
 */
export class KnownForecasts {
  private readonly known = new Map<string, readonly CampaignForecast[]>();

  /** @param make makes a forecast that is not known */
  constructor(private readonly make: typeof forecastPieces = forecastPieces) {}

  /**
   * Others have their turn while a forecast is made.
   *
   * @param devices that would get a job
   * @param signal ends it, by throwing its reason; nothing is kept then
   */
  async of(
    config: CampaignConfig,
    devices: number,
    facts: ForecastFacts,
    signal?: AbortSignal,
  ): Promise<readonly CampaignForecast[]> {
    const key = digestOf([config, devices, facts]);
    const forecast = this.known.get(key) ?? (await inTurns(this.make(config, devices, seededRng(SEED), facts), signal));
    this.known.delete(key);
    this.known.set(key, forecast);
    if (this.known.size > FORECASTS_KEPT) this.known.delete(this.known.keys().next().value!);
    return forecast;
  }
}

/** A digest instead of the facts: those of many places have a megabyte. */
const digestOf = (facts: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(facts, (_name, value: unknown) => (value instanceof Map ? [...value] : value)))
    .digest('base64');
