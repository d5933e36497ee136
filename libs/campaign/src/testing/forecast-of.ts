import { forecastPieces, type CampaignForecast } from '../forecast.js';

/** A forecast without a stop, for specs that ask only for what comes of it. */
export function forecastOf(...about: Parameters<typeof forecastPieces>): readonly CampaignForecast[] {
  const pieces = forecastPieces(...about);
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return piece.value;
  }
}
