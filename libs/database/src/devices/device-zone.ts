/** The time zone of a device d: what operators say of it, else what it says itself. */
export const ZONE = `coalesce(d.attributes ->> 'timeZone', d.reported ->> 'timeZone')`;
