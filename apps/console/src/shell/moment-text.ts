/** The time zone in which times are shown: that of the browser. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const SHORT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** A point in time, as the server writes it, as a text in the zone of the browser. */
export const shortMoment = (at: string): string => SHORT.format(new Date(at));
