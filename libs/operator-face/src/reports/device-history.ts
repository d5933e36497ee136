import { HISTORY_KINDS, type HistoryEntry } from '@twinbank/database';

import { column, iso, type Report, type ReportColumn } from './report.js';

const of = (about: string, value: ReportColumn<HistoryEntry>['of']): ReportColumn<HistoryEntry> => column(about, value);
const KINDS = Object.entries(HISTORY_KINDS).map(([kind, about]) => `${kind} (${about})`);

/** What happened to a device, oldest first. */
export const DEVICE_HISTORY: Report<HistoryEntry> = {
  row: 'entry',
  columns: {
    at: of('when', ({ atMs }) => iso(atMs)),
    kind: of(`what: the name of an event, or ${KINDS.join(', ')}`, ({ kind }) => kind),
    campaign: of('number of its campaign', ({ campaignId }) => campaignId),
    job: of('number of its job', ({ jobId }) => jobId),
    attempt: of('number of the attempt, from 1', ({ attempt }) => attempt),
    before: of('version that ran before the job', ({ before }) => before),
    release: of('version that the campaign brings; of last_report, the version that runs', ({ release }) => release),
    fault: of('code of the fault', ({ fault }) => fault),
    actor: of('name of who did or decided it', ({ actor }) => actor?.name),
    reason: of('why, as they said', ({ actor }) => (actor?.kind === 'operator' ? actor.reason : undefined)),
    data: of('further facts; in CSV as JSON', ({ data }) => data),
  },
};
