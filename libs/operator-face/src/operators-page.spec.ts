import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { CONFIG_LIMITS, PLACES_COUNTED_MAX } from '@twinbank/campaign';
import { GROUP_DEVICES_MAX, GROUPS_MAX, SESSIONS_MAX } from '@twinbank/database';
import { REASON_LENGTH_MAX } from '@twinbank/http';
import { ATTRIBUTE_LIMITS } from '@twinbank/protocol';

import { BULK_DEVICES_MAX } from './devices/device-bulk.dto.js';
import { REPORTS_EACH_MAX, REPORTS_MAX } from './reports/report-answers.js';
import { REPORT_ROWS_MAX } from './reports/report-stream.js';
import { EXPORTS_MAX } from './audit/audit.controller.js';
import { EXPORT_MAX } from './audit/audit-export.js';
import { TOKEN_DAYS_MAX } from './auth/token.dto.js';
import { BULK_MAX } from './devices/provisioning.controller.js';
import { LINES_MAX } from './devices/provisioning.service.js';
import { STREAMS_MAX } from './events/event-streams.js';
import { LOAD_LIMITS } from './http/load-limit.js';
import { PAGE_MAX } from './http/paging.js';
import { ANSWER_BYTES_MAX } from './oidc/bounded-requests.js';
import { CALLBACKS_MAX } from './oidc/oidc-sign-in.service.js';
import { SIGN_IN_MS_MAX } from './oidc/sign-in-state.js';
import { PASSWORD_PLACES } from './people/password-places.js';
import { GRANTS_MAX } from './people/user.dto.js';
import { SECRET_HOURS } from './people/users.service.js';
import { UPLOADS_MAX } from './releases/release-intake.js';
import { UPLOAD_BOUNDS } from './releases/resumable/resumable-uploads.service.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/operators.md'), 'utf8');

/** The cells of the table under a heading, row by row. */
function tableUnder(heading: string): string[][] {
  const section = PAGE.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
  return rows.map((row) =>
    row
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

describe('the page for operators', () => {
  it('has the limits that the code has', () => {
    expect(tableUnder('Limits').map(([limit, value]) => [limit, Number(value?.replaceAll(' ', ''))])).toEqual([
      ['requests in work', LOAD_LIMITS.requests],
      ['uploads at once', UPLOADS_MAX],
      ['unfinished uploads of one person or token in a project', UPLOAD_BOUNDS.ofOwner],
      ['unfinished uploads in a project', UPLOAD_BOUNDS.ofProject],
      ['bulk provisionings at once', BULK_MAX],
      ['lines in one bulk provisioning', LINES_MAX],
      ['devices in one order about many', BULK_DEVICES_MAX],
      ['streams of events', STREAMS_MAX],
      ['device ids in a selection', CONFIG_LIMITS.selectedIdsMax],
      ['attributes of a device, as set and as reported each', ATTRIBUTE_LIMITS.countMax],
      ['groups of a project', GROUPS_MAX],
      ['devices in a static group', GROUP_DEVICES_MAX],
      ['waves of a campaign', CONFIG_LIMITS.wavesMax],
      ['rules of a campaign', CONFIG_LIMITS.rulesMax],
      ['slices into which its rules divide the devices', CONFIG_LIMITS.slicesMax],
      ['places over which a campaign is spread', PLACES_COUNTED_MAX],
      ['exports of the audit log at once', EXPORTS_MAX],
      ['entries in one export of the audit log', EXPORT_MAX],
      ['reports at once', REPORTS_MAX],
      ['of them for one token or person', REPORTS_EACH_MAX],
      ['rows in one report', REPORT_ROWS_MAX],
      ['characters of a reason', REASON_LENGTH_MAX],
      ['items on a page', PAGE_MAX],
      ['passwords hashed at once', PASSWORD_PLACES.running],
      ['sign-ins that wait', PASSWORD_PLACES.waiting],
      ['sessions of a person', SESSIONS_MAX],
      ['roles of a user', GRANTS_MAX],
      ['sign-ins at the identity provider that end at once', CALLBACKS_MAX],
      ['minutes of a sign-in at the identity provider', SIGN_IN_MS_MAX / 60_000],
      ['kibibytes of an answer of the identity provider', ANSWER_BYTES_MAX / 1024],
      ['hours to set a password with a secret', SECRET_HOURS],
      ['days of a token', TOKEN_DAYS_MAX],
    ]);
  });
});
