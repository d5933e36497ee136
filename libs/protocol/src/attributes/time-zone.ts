/** Names of the tz database: words of letters, digits, `_`, `+` and `-`, each beginning with a capital letter. */
const ZONE_NAME = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*){0,2}$/;

/**
 * Whether a text names a time zone of the IANA tz database that this runtime knows, such as `Europe/Berlin` or `UTC`. An
 * offset such as `+02:00` is none: it says nothing of summer time. Names count in their own capital and small letters,
 * because they are compared as texts.
 */
export function isTimeZone(text: string): boolean {
  if (!ZONE_NAME.test(text)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
    // A name that is an alias is answered with another one; a name in other letters with itself.
    return timeZone === text || timeZone.toLowerCase() !== text.toLowerCase();
  } catch {
    return false;
  }
}
