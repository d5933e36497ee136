/** What the console takes of an event, as `GET /api/v1/events` sends it. */
export interface ToldEvent {
  readonly kind: string;
  readonly campaign?: number;
  readonly device?: string;
}

/**
 * Keys of queries, part by part: `*` is any part, `{device}` and `{campaign}` are those of the event, `…` is whatever may follow,
 * also nothing.
 */
type Pattern = string;

const FLEET = ['devices/…', 'selected/…'];
const DEVICE = ['device/{device}/…'];
const CAMPAIGNS = ['campaigns/…', 'campaign/{campaign}/…'];
const JOB = ['campaign/{campaign}/…', 'device/{device}/…', 'devices/…'];
const WAITS = ['device/*/explanations'];
const PRODUCTS = ['products/…', 'product/…'];
const RELEASES = ['releases/…', 'release/…', 'product/…'];
const PROJECTS = ['projects/…'];
const TOKENS = ['tokens/…'];
const GROUPS = ['groups/…', 'group/…'];
const WEBHOOKS = ['webhooks/…', 'webhook/…'];
const USERS = ['users/…'];
const SESSIONS = ['user-sessions/…'];

const all = (kinds: string, patterns: readonly Pattern[]): Record<string, readonly Pattern[]> =>
  Object.fromEntries(kinds.split(' ').map((kind) => [kind, patterns]));

/** Which answers each kind of event makes out of date. A test holds the kinds against the catalogue of the server. */
export const OUTDATED_BY: Readonly<Record<string, readonly Pattern[]>> = {
  ...all('campaign_created campaign_changed campaign_deleted campaign_approved campaign_rejected', CAMPAIGNS),
  ...all('approval_voided campaign_scheduled campaign_finished rule_broken control_worse rule_passed', CAMPAIGNS),
  ...all('campaign_starting campaign_started campaign_joined campaign_superseded campaign_paused campaign_resumed', [
    ...CAMPAIGNS,
    ...WAITS,
  ]),
  ...all('campaign_stopping campaign_stopped campaign_rolling_back', [...CAMPAIGNS, ...WAITS]),
  ...all('gate_reached gate_opened wave_advanced', [...CAMPAIGNS, ...WAITS]),
  ...all('attempt_failed job_failed job_rejected job_cancelled job_ordered job_timed_out job_excluded', JOB),
  ...all('job_soaking job_succeeded', [...JOB, 'selected/…']),
  // Only what shows how far devices are, and not the decisions: there are thousands of these events while a campaign runs.
  job_progress: [
    ...['campaign/{campaign}', 'campaign/{campaign}/jobs/…', 'device/{device}/…'],
    ...['campaign/{campaign}/explanation/{device}', 'campaign/{campaign}/job-of/{device}'],
  ],
  ...all('product_created product_changed product_signing_changed product_deleted product_moved', PRODUCTS),
  // What it names says which releases are handed out no more.
  key_set_stored: [...PRODUCTS, ...RELEASES],
  ...all('release_created release_changed release_withdrawn', RELEASES),
  // What one has begun oneself is asked for by whoever gives it up.
  upload_given_up: [],
  // The page of an upload learns of it when it goes on.
  upload_expired: [],
  devices_provisioned: FLEET,
  ...all('device_changed device_reactivated device_deactivated device_moved device_disposal_ordered device_disposed', [
    ...DEVICE,
    ...FLEET,
  ]),
  ...all('device_online device_offline', [...DEVICE, ...FLEET]),
  ...all('device_rekeyed device_key_taken device_fault', DEVICE),
  clock_stepped: [],
  ...all('project_created project_changed project_deleted', [...PROJECTS, ...PRODUCTS]),
  ...all('token_issued token_rotated token_revoked', TOKENS),
  ...all('group_created group_changed group_devices_changed group_deleted', [...GROUPS, ...FLEET]),
  ...all('webhook_created webhook_changed webhook_deleted webhook_secret_rotated webhook_tested', WEBHOOKS),
  ...all('webhook_replayed webhook_disabled', WEBHOOKS),
  ...all('user_created user_changed user_disabled user_enabled user_deleted password_changed password_reset', USERS),
  ...all('session_started session_ended', SESSIONS),
};

/** What belongs to the installation is told to those only who may see every project (docs/events.md). */
const TOLD_TO_SOME = new Set(['projects', 'tokens', 'users', 'user-sessions', 'webhooks', 'webhook']);
const TOLD = new Set(
  Object.values(OUTDATED_BY)
    .flat()
    .map((pattern) => pattern.split('/')[0]!)
    .filter((name) => !TOLD_TO_SOME.has(name)),
);

/** Whether everybody who may see the answer to a query is told when it is out of date; else it has to be asked for again and again. */
export const isTold = (queryKey: readonly unknown[]): boolean => TOLD.has(String(queryKey[0]));

/** Whether an event makes the answer to a query out of date. */
export const isOutdatedBy = (event: ToldEvent, queryKey: readonly unknown[]): boolean =>
  (OUTDATED_BY[event.kind] ?? []).some((pattern) => fits(pattern.split('/'), event, queryKey));

function fits(parts: readonly string[], event: ToldEvent, queryKey: readonly unknown[]): boolean {
  const isOpen = parts.at(-1) === '…';
  const fixed = isOpen ? parts.slice(0, -1) : parts;
  if (isOpen ? queryKey.length < fixed.length : queryKey.length !== fixed.length) return false;
  return fixed.every((part, index) => part === '*' || named(part, event) === String(queryKey[index]));
}

const named = (part: string, { campaign, device }: ToldEvent): string | undefined =>
  part === '{campaign}' ? campaign?.toString() : part === '{device}' ? device : part;
