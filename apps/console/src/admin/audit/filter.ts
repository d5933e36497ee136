/** What the audit log is asked for; every name is one of `GET /audit`, and stands so in the address of the page. */
export const AUDIT_FIELDS = ['actor', 'action', 'object', 'outcome', 'project', 'request', 'from', 'to'] as const;
/** One of {@link AUDIT_FIELDS}. */
export type AuditField = (typeof AUDIT_FIELDS)[number];
/** What was asked for; what is missing narrows nothing. */
export type AuditFilter = Partial<Record<AuditField, string>>;

/** What an address asks for; what it says besides is passed over. */
export const filterOf = (search: Readonly<Record<string, unknown>>): AuditFilter =>
  Object.fromEntries(
    AUDIT_FIELDS.flatMap((name) => {
      const text = search[name];
      return typeof text === 'string' && text.trim() !== '' ? [[name, text.trim()]] : [];
    }),
  );

const DIGITS = 2;
const two = (part: number): string => String(part).padStart(DIGITS, '0');

/** A time of the server as a field of a page shows it, in the zone of the browser, to the minute; empty if it is none. */
export function fieldOf(iso: string | undefined): string {
  const at = new Date(iso ?? '');
  if (Number.isNaN(at.getTime())) return '';
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The time that a field shows, as the server takes it; empty if none was typed. */
export const isoOf = (field: string): string => {
  const at = new Date(field);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
};
