import type { DeviceFacts } from '@twinbank/campaign';
import type { PartName } from '@twinbank/parts';
import type { TicketSkill } from '@twinbank/protocol';

import { hasDevice, priorityIn, unbegun } from '../campaigns/job-states.js';

/** The digest of the image in the bank of a device d that rests, as it last reported it. */
export const OTHER_DIGEST = `CASE WHEN d.status #>> '{active}' = '1' THEN d.status #>> '{banks,1,digest}' ELSE d.status #>> '{banks,0,digest}' END`;

/** The version of the key set that a device d refused while it held the one that it holds. */
export const KEY_SET_REFUSED = `CASE WHEN (d.key_set_refused ->> 'held')::int = d.key_set THEN (d.key_set_refused ->> 'version')::int END`;

/** From where each fact is read by which a device d is judged. */
const FACTS = {
  active: "d.state = 'active'",
  hardware: 'd.hardware',
  part: "d.status ->> 'part'",
  reportedHardware: "d.status ->> 'hardware'",
  counter: 'd.counter',
  version: 'd.running_version',
  digest: 'd.running_digest',
  otherDigest: OTHER_DIGEST,
  dualBank: "(d.status ->> 'dualBank')::boolean",
  bootsBank2: "(d.status ->> 'bootsBank2')::boolean",
  bootRom: "d.status ->> 'bootRom'",
  understands: "d.status -> 'understands'",
  // Most boards have none: no path is walked for them.
  companions: "CASE WHEN d.status ? 'companions' THEN jsonb_path_query_array(d.status, '$.companions[*].target') END",
  keySet: 'd.key_set',
  keySetRefused: KEY_SET_REFUSED,
} satisfies Record<Exclude<keyof FactRow, 'openCampaign'>, string>;

/** The facts by which a device d is judged. */
export const FACT_COLUMNS = Object.entries(FACTS)
  .map(([name, column]) => `${column} AS "${name}"`)
  .join(', ');

/** The same by their names, with the campaign that has the device: in what devices are alike that are judged as one. */
export const FACT_NAMES = [...Object.keys(FACTS), 'openCampaign'].map((name) => `"${name}"`).join(', ');

/**
 * Whether any device of a slice may have an open job: asked once, at the first entry of their index in its range of ids. To look for each device is half of what reading a
 * slice costs, and in most slices none has one. `min`, because of that the planner knows that an index finds it at once, and of `EXISTS` it does not.
 *
 * @param within says of an id that it is in the slice
 */
export const anyOpenJob = (within: (id: string) => string): string =>
  `(SELECT min(a.device_id) FROM jobs a WHERE ${hasDevice('a')} AND ${within('a.device_id')}) IS NOT NULL`;

/** The campaign with an open job for a device d of a slice. */
export const openCampaign = (within: (id: string) => string): string => `
  CASE WHEN ${anyOpenJob(within)} THEN (SELECT o.campaign_id FROM jobs o WHERE o.device_id = d.id AND ${hasDevice('o')}) END AS "openCampaign"`;

/**
 * The same for a campaign that would begin now and takes over jobs of others at a priority, the parameter of that number; if it
 * is null, it takes none.
 */
export const openCampaignBeyond = (priority: number, within: (id: string) => string): string => `
  CASE WHEN ${anyOpenJob(within)} THEN (SELECT o.campaign_id FROM jobs o JOIN campaigns oc ON oc.id = o.campaign_id WHERE o.device_id = d.id AND ${hasDevice('o')}
     AND NOT ($${priority}::int IS NOT NULL AND ${unbegun('o')} AND ${priorityIn('oc')} <= $${priority}::int)) END AS "openCampaign"`;

/** Which devices d a selection matches; the selection is the parameter of that number. A missing list means any. */
export const selectedBy = (parameter: number): string => `
  ($${parameter}::jsonb -> 'hardware' IS NULL OR $${parameter}::jsonb -> 'hardware' ? d.hardware)
  AND ($${parameter}::jsonb -> 'versions' IS NULL OR $${parameter}::jsonb -> 'versions' ? d.running_version)`;

/** {@link FACT_COLUMNS} as the driver returns them. */
export interface FactRow {
  readonly active: boolean;
  readonly hardware: string;
  readonly part: string | null;
  readonly reportedHardware: string | null;
  readonly counter: string | null;
  readonly version: string | null;
  readonly digest: string | null;
  readonly otherDigest: string | null;
  readonly dualBank: boolean | null;
  readonly bootsBank2: boolean | null;
  readonly bootRom: string | null;
  readonly understands: readonly TicketSkill[] | null;
  readonly companions: readonly string[] | null;
  readonly keySet: number | null;
  readonly keySetRefused: number | null;
  readonly openCampaign?: number | null;
}

/** What a column says; NULL says nothing. */
const said = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined;

/** The facts of a device, from its columns. */
export const factsOf = (row: FactRow): DeviceFacts => ({
  active: row.active,
  hardware: row.hardware,
  part: (row.part ?? undefined) as PartName | undefined,
  reportedHardware: said(row.reportedHardware),
  counter: row.counter === null ? undefined : Number(row.counter),
  version: said(row.version),
  digest: said(row.digest),
  otherDigest: said(row.otherDigest),
  dualBank: said(row.dualBank),
  bootsBank2: said(row.bootsBank2),
  bootRom: said(row.bootRom),
  understands: said(row.understands),
  companions: said(row.companions),
  keySet: said(row.keySet),
  keySetRefused: said(row.keySetRefused),
  openCampaign: said(row.openCampaign),
});
