/** The time zone in which times are shown: that of the browser. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const OFFSET = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'shortOffset' });

/** The zone in which times are shown, with how far it is ahead of UTC at a moment: *Europe/Berlin, UTC+1*. */
export function zoneText(at: Date, zone: string = ZONE, format: Intl.DateTimeFormat = OFFSET): string {
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const offset = name.replace('GMT', 'UTC');
  return offset === '' || zone === 'UTC' ? zone : `${zone}, ${offset}`;
}

const SHORT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** A point in time, as the server writes it, as a text in the zone of the browser. */
export const shortMoment = (at: string): string => SHORT.format(new Date(at));
