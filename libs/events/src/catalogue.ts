import { CAMPAIGN_EVENTS } from './campaign-events.js';
import { data, flag, named, parts, PRODUCT, REASON, text, texts, time, whole } from './event-data.js';
import type { EventEntry, EventSubject } from './event-entry.js';

/**
 * To which project events about each subject belong. What belongs to the installation is seen only by those who may see
 * every project.
 */
export const PROJECT_OF: Readonly<Record<EventSubject, string>> = {
  campaign: 'that of the campaign',
  job: 'that of the campaign',
  device: 'that of the device; of an unknown device, the installation',
  product: 'that of the product',
  project: 'the project itself',
  access: 'that of the token or webhook, if it is for one; else the installation',
  group: 'that of the group',
  person: 'the installation',
  server: 'the installation',
};

const RELEASE = { ...PRODUCT, version: text('version of the release') };
const OUTCOME = {
  attempts: whole('attempts begun so far'),
  stage: text('last stage that the device reported'),
  fault: text('code of the fault, as docs/faults.md has it'),
  detail: text('what the device or the server says of it'),
};
const BY = { by: text('name of whoever did it') };
const USER = data({ user: text('name of the user'), ...BY });
const TOKEN = data(
  { id: text('id of the token'), name: text('its name'), roles: texts('what it allows'), ...BY },
  {
    project: text('the one project that it is for'),
    owner: text('the user to whom it belongs'),
    replaces: text('id of the token that it takes the place of'),
    ends: time('when the one before ends'),
  },
);

const KEY = { epoch: whole('epoch of the new key'), generation: whole('generation of the new key') };
const GROUP = { group: text('id of the group'), name: text('its name') };
const WEBHOOK = { webhook: text('id of the webhook'), name: text('its name') };

const JOBS = {
  attempt_failed: {
    what: 'An attempt failed; another one follows.',
    subject: 'job',
    data: data({}, { ...REASON, ...OUTCOME }),
  },
  job_soaking: {
    what: 'A device runs the release, and is watched before it counts.',
    subject: 'job',
    data: data({}, { ...REASON, ...OUTCOME }),
  },
  job_succeeded: { what: 'A device runs the release.', subject: 'job', data: data({}, { ...REASON, ...OUTCOME }) },
  job_failed: { what: 'An update failed for good.', subject: 'job', data: data({}, { ...REASON, ...OUTCOME }) },
  job_rejected: {
    what: 'A device refused, or would refuse, the release.',
    subject: 'job',
    data: data({}, { ...REASON, ...OUTCOME }),
  },
  job_cancelled: {
    what: 'A job was cancelled after its device had a ticket, or because its device was deactivated.',
    subject: 'job',
    data: data({}, { ...REASON, ...OUTCOME }),
  },
  job_ordered: {
    what: 'An operator paused or resumed a job, or had its device asked to stop.',
    subject: 'job',
    data: data({ ...REASON, order: text('pause, resume or cancel'), state: text('of the job, after it') }),
  },
  job_timed_out: {
    what: 'A device did not finish in time.',
    subject: 'job',
    data: data({}, { ...REASON, ...OUTCOME }),
  },
  job_excluded: {
    what: 'A device was left out after the start, because it could not take the release.',
    subject: 'job',
    data: data({}, { ...REASON, ...OUTCOME }),
  },
  job_progress: {
    what: 'A device has got further.',
    subject: 'job',
    passing: true,
    data: data(
      {},
      { stage: text('where it stands'), done: whole('blocks that it has'), total: whole('blocks in all') },
    ),
  },
} as const satisfies Readonly<Record<string, EventEntry>>;

const THINGS = {
  product_created: {
    what: 'A product was made.',
    subject: 'product',
    data: data({ ...PRODUCT, part: text('its MCU part') }),
  },
  product_changed: {
    what: 'The hardware revisions of a product, or how its updates end, were changed.',
    subject: 'product',
    data: data({
      ...PRODUCT,
      hardware: texts('its hardware revisions now'),
      finishPolicy: text('how its updates end now'),
    }),
  },
  product_signing_changed: {
    what: 'Who may sign the releases of a product was changed.',
    subject: 'product',
    data: data(
      {
        ...PRODUCT,
        keys: texts('the ids of the keys that may sign now'),
        threshold: whole('how many of them have to'),
        serverKey: flag('whether the server’s own key may sign'),
      },
      {
        rootKeys: texts('the ids of the root keys that sign its first key set; missing if there are none'),
        signedBy: texts('the ids of the keys that signed this change; missing if none had to'),
      },
    ),
  },
  key_set_stored: {
    what: 'A key set was stored, or got further signatures: the devices of the product are sent it, and who may sign its releases follows from the newest.',
    subject: 'product',
    data: data({
      ...PRODUCT,
      version: whole('version of the key set'),
      keys: texts('the ids of the keys that may sign releases now'),
      threshold: whole('how many of them have to'),
      serverKey: flag('whether the server’s own key may sign'),
      rootThreshold: whole('how many root keys have to sign the next one'),
      signedBy: texts('the ids of the root keys that signed it; of those whose signatures were added, if it was there'),
    }),
  },
  product_deleted: {
    what: 'A product that had neither device nor release nor campaign was deleted.',
    subject: 'product',
    data: data(PRODUCT),
  },
  product_moved: {
    what: 'A product was moved to another project: an event in each, which does not name the other.',
    subject: 'product',
    data: data({ ...PRODUCT, here: flag('whether it came here; else it left') }),
  },
  release_created: {
    what: 'A release was uploaded: an image, which the server signed, or a package that its team had signed.',
    subject: 'product',
    data: data(
      { ...RELEASE, counter: whole('its security counter'), sha256: text('SHA-256 of its code, in hexadecimal') },
      { signedBy: texts('the ids of the keys that signed its package; missing if the server signed') },
    ),
  },
  release_changed: {
    what: 'The notes, the labels or the SBOM of a release were changed.',
    subject: 'product',
    data: data(
      { ...RELEASE, labels: texts('its labels now') },
      { notes: text('its notes now'), sbom: text('SHA-256 of its SBOM, if that was changed') },
    ),
  },
  upload_given_up: {
    what: 'An upload that had not become a release was given up by whoever had begun it, and what was stored of it removed.',
    subject: 'product',
    data: data({
      ...PRODUCT,
      upload: text('its id'),
      received: whole('bytes that had arrived'),
      length: whole('bytes of the whole, as it was announced'),
    }),
  },
  upload_expired: {
    what: 'An upload that had not become a release was not finished in time, and what was stored of it removed.',
    subject: 'product',
    data: data({
      ...PRODUCT,
      upload: text('its id'),
      received: whole('bytes that had arrived'),
      length: whole('bytes of the whole, as it was announced'),
    }),
  },
  release_withdrawn: { what: 'A release was taken back.', subject: 'product', data: data(RELEASE) },
  devices_provisioned: {
    what: 'Devices were made known, and their root keys were shown.',
    subject: 'product',
    data: data(
      { ...PRODUCT, created: whole('devices that are new') },
      { repeated: whole('devices whose keys were shown once more to the same request') },
    ),
  },
  device_changed: {
    what: 'What is written down about a device was changed, or its hardware revision.',
    subject: 'device',
    data: data(
      { tags: texts('its tags now'), hardware: text('its hardware revision now') },
      { attributes: named('its attributes now'), name: text('its name now'), note: text('its note now') },
    ),
  },
  device_reactivated: { what: 'A device that was thrown out may connect again.', subject: 'device', data: data() },
  device_deactivated: { what: 'A device was thrown out.', subject: 'device', data: data() },
  device_rekeyed: {
    what: 'A device was given another root key, which was shown; it waits for the device to sign in with it.',
    subject: 'device',
    data: data({ ...KEY, oldUntil: time('when the one in use is refused, unless the device uses the new one before') }),
  },
  device_key_taken: {
    what: 'The root key that a device was given is the one in use; the one before is refused from now on.',
    subject: 'device',
    data: data({
      ...KEY,
      cause: text('sign-in, if the device signed in with it; time, if the one before had come to its end'),
    }),
  },
  device_moved: {
    what: 'A deactivated device was made one of another product, with another root key, which was shown; the one before is good for nothing.',
    subject: 'device',
    data: data({ ...PRODUCT, hardware: text('its hardware revision now'), ...KEY }),
  },
  device_disposal_ordered: {
    what: 'A device is to forget its keys, for good; what was written down of it is gone.',
    subject: 'device',
    data: data({
      reason: text('why'),
      sequence: whole('number of the order'),
      tellable: flag('whether the device can be told'),
    }),
  },
  device_disposed: {
    what: 'A device has said, by a receipt made with its key, that it has taken the order to forget its keys.',
    subject: 'device',
    data: data({
      ...PRODUCT,
      ...KEY,
      sequence: whole('number of the order'),
      receipt: text('SHA-256 of the receipt, hex'),
    }),
  },
  device_fault: {
    what: 'A device, or whoever claims to be it, did something wrong: at most once a minute for each fault and origin.',
    subject: 'device',
    data: data(
      { code: text('code of the fault, as docs/faults.md has it'), detail: text('what it was') },
      {
        device: text('id that was claimed'),
        address: text('where it came from'),
        meanwhile: whole('how often the same happened since the event before'),
      },
    ),
  },
  device_online: { what: 'A device connected.', subject: 'device', passing: true, data: data() },
  device_offline: { what: 'A device’s connection ended.', subject: 'device', passing: true, data: data() },
  clock_stepped: {
    what: 'The clock of a server’s machine was moved.',
    subject: 'server',
    data: data({ stepMs: whole('by how many milliseconds'), attempts: whole('attempts whose deadline was set right') }),
  },
} as const satisfies Readonly<Record<string, EventEntry>>;

const PEOPLE = {
  project_created: { what: 'A project was made.', subject: 'project', data: data({ title: text('its title') }) },
  project_changed: {
    what: 'The title or the quotas of a project were changed, how long it keeps its records, or whether its campaigns need an approval.',
    subject: 'project',
    data: data(
      {
        title: text('its title now'),
        limits: parts('its quotas now; one that is missing is none', {
          devices: whole('most active devices'),
          storageBytes: whole('most bytes of stored files'),
          requestsPerMinute: whole('most requests per minute'),
        }),
      },
      {
        campaignsNeedApproval: flag('whether its campaigns need an approval now'),
        keep: parts('how long it keeps its records now; what is missing is as the installation says', {
          eventsDays: whole('days that events are kept'),
          events: whole('most events'),
          jobsDays: whole('days that jobs are kept after the end of their campaign'),
        }),
      },
    ),
  },
  project_deleted: { what: 'A project was deleted.', subject: 'project', data: data() },
  token_issued: { what: 'A token was made.', subject: 'access', data: TOKEN },
  token_rotated: { what: 'A token was made in the place of another.', subject: 'access', data: TOKEN },
  token_revoked: {
    what: 'A token was revoked.',
    subject: 'access',
    data: data({ id: text('id of the token'), name: text('its name'), ...BY }),
  },
  group_created: {
    what: 'A group of devices was made.',
    subject: 'group',
    data: data(GROUP, { filter: text('which devices are in it') }),
  },
  group_changed: {
    what: 'A group was described otherwise, or has another filter.',
    subject: 'group',
    data: data(GROUP, { filter: text('which devices are in it now') }),
  },
  group_devices_changed: {
    what: 'Devices were added to a static group, or taken out of it.',
    subject: 'group',
    data: data({
      ...GROUP,
      added: whole('devices that are new in it'),
      removed: whole('devices that are no longer in it'),
    }),
  },
  group_deleted: { what: 'A group was deleted.', subject: 'group', data: data(GROUP) },
  webhook_created: { what: 'A webhook was made.', subject: 'access', data: data(WEBHOOK) },
  webhook_changed: { what: 'A webhook was changed, enabled or disabled.', subject: 'access', data: data(WEBHOOK) },
  webhook_deleted: { what: 'A webhook was deleted.', subject: 'access', data: data(WEBHOOK) },
  webhook_secret_rotated: { what: 'A webhook has another secret.', subject: 'access', data: data(WEBHOOK) },
  webhook_tested: { what: 'A webhook was sent a test.', subject: 'access', data: data(WEBHOOK) },
  webhook_replayed: { what: 'Something was sent to a webhook once more.', subject: 'access', data: data(WEBHOOK) },
  webhook_disabled: {
    what: 'The server disabled a webhook.',
    subject: 'access',
    data: data({ ...WEBHOOK, reason: text('gone: it answered 410; failing: for three days') }),
  },
  user_created: { what: 'A person or a service account was made known.', subject: 'person', data: USER },
  user_changed: { what: 'Name, address or roles of a user were changed.', subject: 'person', data: USER },
  user_disabled: { what: 'A user was disabled.', subject: 'person', data: USER },
  user_enabled: { what: 'A user was enabled again.', subject: 'person', data: USER },
  user_deleted: { what: 'A user was deleted.', subject: 'person', data: USER },
  password_changed: { what: 'A person has a new password.', subject: 'person', data: USER },
  password_reset: { what: 'A password ended; a new one can be set.', subject: 'person', data: USER },
  session_started: {
    what: 'A person signed in.',
    subject: 'person',
    data: data({ user: text('name of the person'), method: text('how they signed in') }),
  },
  session_ended: { what: 'The session of a browser was ended.', subject: 'person', data: USER },
} as const satisfies Readonly<Record<string, EventEntry>>;

/**
 * Every event that the server writes or shows, in one table. A name never changes its meaning and is never used again;
 * data may get further facts, so whoever reads events must accept facts that they do not know.
 */
export const EVENTS = { ...CAMPAIGN_EVENTS, ...JOBS, ...THINGS, ...PEOPLE } as const satisfies Readonly<
  Record<string, EventEntry>
>;

/** The name of an event. */
export type EventKind = keyof typeof EVENTS;

/** Every name, in the order of the table. */
export const EVENT_KINDS = Object.keys(EVENTS) as readonly EventKind[];

/** The entry of an event. */
export const eventEntry = (kind: EventKind): EventEntry => EVENTS[kind];

/** The events that are kept: those that can be asked for again, and that webhooks get. */
export const KEPT_EVENT_KINDS: readonly EventKind[] = EVENT_KINDS.filter((kind) => eventEntry(kind).passing !== true);
