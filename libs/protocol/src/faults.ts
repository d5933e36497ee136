import { Fault } from '@twinbank/primitives';

import { DISPOSAL_FAULTS } from './fault-tables/disposal-faults.js';
import { FILE_FAULTS } from './fault-tables/file-faults.js';
import { FIT_FAULTS } from './fault-tables/fit-faults.js';
import { HEALTH_FAULTS } from './health/health-faults.js';
import { PEOPLE_FAULTS } from './people-faults.js';
import { KEY_SET_FAULTS } from './fault-tables/key-set-faults.js';
import { KIND_FAULTS } from './fault-tables/kind-faults.js';
import { PACKAGE_FAULTS } from './fault-tables/package-faults.js';
import { SBOM_FAULTS } from './fault-tables/sbom-faults.js';
import { STAGE_FAULTS } from './fault-tables/stage-faults.js';
import { UPLOAD_FAULTS } from './fault-tables/upload-faults.js';
import { WEBHOOK_FAULTS } from './webhook-faults.js';

interface FaultEntry {
  /** HTTP status of the REST answer with this fault. */
  readonly status: number;
  /** What the code means; printed in the documentation. */
  readonly meaning: string;
}

/**
 * Every code that the server, a device or the simulators may use, in one table. docs/faults.md is printed from it,
 * and a test keeps both in step. A code never changes its meaning and is never reused.
 */
export const FAULTS = {
  // messages
  message_too_large: { status: 413, meaning: 'A message or body is longer than its limit.' },
  message_malformed: {
    status: 400,
    meaning: 'A message cannot be read: junk bytes, wrong field types, too deep nesting.',
  },
  // requests
  request_invalid: {
    status: 400,
    meaning: 'A request field is missing, unknown or out of range; the detail names it.',
  },
  selection_invalid: {
    status: 400,
    meaning:
      'A selection in `filter` cannot be read, or asks for what is not there; the facts name the position, and what there is.',
  },
  cursor_mismatched: {
    status: 400,
    meaning: 'The cursor in `after` is of a list with another filter or order; begin with the first page of this one.',
  },
  media_type_unsupported: { status: 415, meaning: 'The body has a media type that this address does not take.' },
  method_not_allowed: {
    status: 405,
    meaning: 'This address does not take the method; the header Allow names those that it takes.',
  },
  expectation_failed: {
    status: 417,
    meaning: 'The request expects what this server does not do: it knows 100-continue only.',
  },
  not_found: { status: 404, meaning: 'There is no such thing under this address.' },
  unauthorized: { status: 401, meaning: 'The request carries no valid operator token.' },
  forbidden: { status: 403, meaning: 'The operator’s roles do not allow this action; the fact `action` names it.' },
  conflict: {
    status: 409,
    meaning: 'Someone else changed this in the meantime, or it already exists; read it again and repeat.',
  },
  precondition_required: {
    status: 428,
    meaning: 'The request must say by its header If-Match which revision it is about, as the header ETag named it.',
  },
  precondition_failed: {
    status: 412,
    meaning:
      'What the request would change is no longer as its header If-Match says; the header ETag names the present state. Read it again.',
  },
  idempotency_key_in_use: {
    status: 409,
    meaning:
      'A request with the same Idempotency-Key is being carried out, or took over from this one. Wait for Retry-After seconds and repeat.',
  },
  idempotency_key_reused: {
    status: 422,
    meaning:
      'This Idempotency-Key was sent with another request: another address, condition or body. Every order needs a key of its own.',
  },
  answer_not_kept: {
    status: 409,
    meaning:
      'The request with this Idempotency-Key was carried out, and is not carried out again; its answer cannot be repeated. The fact `object` names what was made or changed.',
  },
  request_timeout: {
    status: 408,
    meaning: 'The request, or its body, came too slowly; nothing was kept of it, unless it is an upload that resumes.',
  },
  overloaded: {
    status: 503,
    meaning: 'The server is at a limit, or its database does not answer; try again after the time it states.',
  },
  storage_full: {
    status: 507,
    meaning:
      'The disk of the server or of its database is full; nothing of the request was kept. Free some room and repeat it.',
  },
  internal: { status: 500, meaning: 'A bug in the server; the log has the details under the request id.' },
  // projects, products, releases, devices
  project_unknown: { status: 404, meaning: 'No project has this name, or none that the operator may see.' },
  project_exists: {
    status: 409,
    meaning:
      'A project of this name exists with another title, or was deleted: names of deleted projects are not used again.',
  },
  product_not_empty: {
    status: 409,
    meaning:
      'Devices, releases or campaigns belong to the product, or it names whose keys sign (team keys, root keys, a key set); only one that nothing belongs to can be deleted. The detail says what it is.',
  },
  hardware_unknown: { status: 409, meaning: 'The product has no such hardware revision.' },
  hardware_in_use: {
    status: 409,
    meaning:
      'Active devices have the hardware revision, or available releases name it: it cannot be taken from the product.',
  },
  project_not_empty: {
    status: 409,
    meaning: 'Products, valid tokens or webhooks belong to the project; move, end or delete them first.',
  },
  quota_exceeded: {
    status: 409,
    meaning: 'The project has no room for this: the facts name the quota, its limit and what is used.',
  },
  rate_limited: {
    status: 429,
    meaning: 'The project had all its requests of this minute; try again after the time it states.',
  },
  product_unknown: { status: 404, meaning: 'No product has this name.' },
  product_exists: {
    status: 409,
    meaning:
      'A product of this name exists with other properties, or in another project: names are unique in the installation.',
  },
  part_unknown: { status: 400, meaning: 'The MCU part is none that Twinbank knows.' },
  release_unknown: { status: 404, meaning: 'No release of that product has this version.' },
  release_exists: { status: 409, meaning: 'The product already has a release with this version.' },
  release_withdrawn: { status: 409, meaning: 'The release was withdrawn and can no longer be rolled out.' },
  image_unreadable: {
    status: 409,
    meaning:
      'The stored image of the release is gone, damaged, or sealed with another key ring: bring back the folder of images or the key ring.',
  },
  release_in_use: { status: 409, meaning: 'A campaign is bringing this release to devices.' },
  image_too_large: {
    status: 413,
    meaning: 'The image does not fit into one bank of the product’s part, beside the agent’s journal.',
  },
  ...FILE_FAULTS,
  ...PACKAGE_FAULTS,
  ...SBOM_FAULTS,
  ...KEY_SET_FAULTS,
  ...UPLOAD_FAULTS,
  image_not_bootable: {
    status: 422,
    meaning:
      'The image’s vector table does not fit the part: stack pointer outside RAM, or a handler that is no code of the image.',
  },
  image_wrong_format: {
    status: 422,
    meaning:
      'The file is no plain image but a container or another format, which the detail names with the way to get the image out of it.',
  },
  image_without_agent: {
    status: 422,
    meaning:
      'The image carries no descriptor, so nothing says that an update agent is in it, and the product does not say that it has its own: a device that ran it could not be updated again.',
  },
  counter_too_low: {
    status: 409,
    meaning: 'The security counter is below that of what is already released or installed.',
  },
  device_unknown: { status: 404, meaning: 'No device has this id.' },
  name_reserved: { status: 400, meaning: 'The REST interface has a route of this name; choose another.' },
  device_exists: { status: 409, meaning: 'A device of this id exists already.' },
  device_inactive: { status: 409, meaning: 'The device was deactivated.' },
  device_active: { status: 409, meaning: 'The device is active: this is done with one that was deactivated.' },
  product_foreign: { status: 409, meaning: 'The two products belong to different projects.' },
  // campaigns
  jobs_removed: {
    status: 410,
    meaning: 'The jobs of the campaign were removed by age; the campaign keeps their counts.',
  },
  campaign_unknown: { status: 404, meaning: 'No campaign has this id.' },
  job_transition: { status: 409, meaning: 'The job’s state does not allow this order.' },
  job_force_quit: { status: 409, meaning: 'An operator ended the job without waiting for its device.' },
  campaign_transition: { status: 409, meaning: 'The campaign’s state does not allow this action.' },
  approval_needed: {
    status: 409,
    meaning: 'The campaign must be approved before it is started, and was not, or was rejected, or was changed since.',
  },
  plan_grown: {
    status: 409,
    meaning: 'More devices would get a job than were approved, or than the approver has seen.',
  },
  plan_changed: { status: 409, meaning: 'Groups select others than were approved, or than the approver has seen.' },
  approver_is_author: {
    status: 403,
    meaning: 'Whoever wrote the campaign, or a part of it, cannot approve it; nor can any token or session of theirs.',
  },
  approver_not_person: {
    status: 403,
    meaning: 'Only people approve campaigns: not service accounts, and not tokens that belong to nobody.',
  },
  group_unknown: { status: 404, meaning: 'No group has this id, or none that the operator may see.' },
  group_exists: { status: 409, meaning: 'A group of this name exists in the project already.' },
  group_in_use: {
    status: 409,
    meaning:
      'A campaign that is not over, or another group, names the group; or a campaign of a product that is to move names groups, and does not have its devices yet.',
  },
  group_dynamic: {
    status: 409,
    meaning: 'The devices of a dynamic group follow from its filter; only those of a static one are listed.',
  },
  group_static: { status: 409, meaning: 'A static group lists its devices and has no filter.' },
  attributes_full: {
    status: 409,
    meaning: 'The device would have more attributes than it may: the facts name the limit.',
  },
  device_in_campaign: { status: 409, meaning: 'Another campaign has an open job for the device.' },
  devices_in_campaigns: {
    status: 409,
    meaning:
      'Other campaigns have open jobs for devices of this one, which refuses to begin then; the facts say for how many.',
  },
  already_installed: { status: 409, meaning: 'The device runs the release already.' },
  beyond_last_wave: { status: 409, meaning: 'The campaign’s last wave ends before the device’s turn.' },
  campaign_empty: { status: 422, meaning: 'The selection matches no device that could take the release.' },
  // admission
  token_missing: { status: 401, meaning: 'No token was presented.' },
  token_invalid: { status: 401, meaning: 'The token’s signature, issuer, audience or form is wrong.' },
  token_expired: { status: 401, meaning: 'The token is past its expiry.' },
  token_revoked: { status: 401, meaning: 'The token was revoked, or was made with a database that this is not.' },
  token_unknown: { status: 404, meaning: 'No operator token has this id.' },
  token_ended: {
    status: 409,
    meaning:
      'The token has expired, was revoked, or was signed by an earlier server: it cannot be rotated; make another.',
  },
  token_outdated: {
    status: 401,
    meaning:
      'The token was signed by an earlier server, and this server’s setting SIGNED_TOKENS refuses those; make another.',
  },
  token_last_admin: {
    status: 409,
    meaning:
      'No other token of an administrator would be left; make one first, or say force=true and restart a server for a new one.',
  },
  key_replaced: { status: 401, meaning: 'The device signed in with a root key that another one has replaced.' },
  token_foreign: { status: 403, meaning: 'The token belongs to another device.' },
  identity_contested: {
    status: 409,
    meaning: 'Connections under one device’s identity end each other again and again: two devices have the same.',
  },
  topic_forbidden: { status: 403, meaning: 'A device published or subscribed outside its own topics.' },
  rate_exceeded: {
    status: 429,
    meaning:
      'A device, or an address before admission, sends more than the server takes from one; it is slowed, and then its connection is closed.',
  },
  ...PEOPLE_FAULTS,
  ...WEBHOOK_FAULTS,
  // transfers; sent to the device
  unknown_transfer: { status: 404, meaning: 'The wanted transfer does not exist or belongs to another device.' },
  want_out_of_range: { status: 400, meaning: 'A wanted block lies beyond the image.' },
  job_closed: { status: 409, meaning: 'The job of the wanted transfer has ended.' },
  transfer_exhausted: {
    status: 429,
    meaning:
      'A device has drawn more blocks of a transfer than its image twice and what a bad line takes; it is told to come back later.',
  },
  // refusals and failures of a device
  signature_invalid: {
    status: 422,
    meaning: 'A manifest or ticket is unsigned, or signed by a key the device does not hold.',
  },
  manifest_malformed: { status: 422, meaning: 'A manifest cannot be read, or its numbers contradict one another.' },
  ticket_malformed: { status: 422, meaning: 'A ticket cannot be read.' },
  ticket_foreign: { status: 403, meaning: 'A ticket was made out to another device.' },
  ticket_expired: { status: 422, meaning: 'A ticket is past its expiry.' },
  ticket_replayed: {
    status: 409,
    meaning: 'A ticket’s sequence number is not above the last one that the device took.',
  },
  ticket_mismatch: { status: 422, meaning: 'The ticket orders another release than the manifest that came with it.' },
  ...FIT_FAULTS,
  image_linked_elsewhere: {
    status: 422,
    meaning:
      'The image is linked for another address than the start of the active bank: for behind a boot loader, or for the second bank.',
  },
  cipher_unsupported: { status: 422, meaning: 'The part has no AES unit, or not with this key size.' },
  encryption_required: { status: 422, meaning: 'The device takes encrypted releases only.' },
  no_room: { status: 422, meaning: 'The image does not fit into the other bank, or a block not into RAM.' },
  single_bank_mode: {
    status: 422,
    meaning: 'The option bytes set single-bank mode: there is no other bank to update.',
  },
  swap_section_differs: {
    status: 422,
    meaning:
      'The swap section of the new image is not identical, so a live swap could crash; a reset update is needed.',
  },
  ram_layout_refused: { status: 422, meaning: 'The new image cannot take over the RAM of the running one live.' },
  block_digest_mismatch: {
    status: 422,
    meaning: 'Blocks do not have the digests that the manifest states, again and again; none of them was written.',
  },
  download_stalled: { status: 504, meaning: 'No block came for longer than the device waits.' },
  image_digest_mismatch: {
    status: 422,
    meaning: 'The image read back from flash does not have the SHA-256 of the manifest.',
  },
  image_crc_mismatch: {
    status: 422,
    meaning: 'The image read back from flash does not have the CRC-32 of the manifest.',
  },
  flash_error: { status: 500, meaning: 'The flash controller refused an operation or a page would not hold its data.' },
  slot_not_found: { status: 504, meaning: 'No time slot was free for the swap before its deadline.' },
  window_missed: { status: 504, meaning: 'The maintenance window closed before the device could swap its banks.' },
  superseded: { status: 409, meaning: 'Another campaign took the job over before its device had begun with it.' },
  path_lost: { status: 409, meaning: 'No release leads on from the one in between that runs: upload one that does.' },
  slice_stopped: {
    status: 409,
    meaning: 'A rule of the campaign stopped the slice of the fleet to which the device belongs, before it had begun.',
  },
  self_test_failed: { status: 422, meaning: 'The new image’s self-test failed; the old image runs again.' },
  confirm_timeout: { status: 504, meaning: 'The new image was not confirmed in time; the old image runs again.' },
  reset_before_confirm: {
    status: 500,
    meaning: 'The device was reset before the new image was confirmed; the old image runs again.',
  },
  ...HEALTH_FAULTS,
  // receipts
  receipt_invalid: {
    status: 400,
    meaning: 'A receipt cannot be read, or its MAC is not that of the device: the result counts, and is unproven.',
  },
  receipt_mismatch: {
    status: 409,
    meaning: 'A receipt is the device’s, and says something else than its result or its order: the result is unproven.',
  },
  ...DISPOSAL_FAULTS,
  // job outcomes decided by the server
  job_timeout: { status: 504, meaning: 'The device did not finish within the campaign’s time.' },
  ...KIND_FAULTS,
  ...STAGE_FAULTS,
  job_cancelled: { status: 409, meaning: 'The campaign was stopped or the job cancelled.' },
  outcome_unexpected: {
    status: 500,
    meaning: 'The banks that the device reports are neither the old nor the new release.',
  },
} as const satisfies Record<string, FaultEntry>;

/** Every stable code. */
export type FaultCode = keyof typeof FAULTS;

/** True for a code in the registry. */
export const isFaultCode = (text: unknown): text is FaultCode =>
  typeof text === 'string' && Object.hasOwn(FAULTS, text);

/** Every stable code, in the order of the table. */
export const FAULT_CODES: readonly FaultCode[] = Object.keys(FAULTS).filter(isFaultCode);

/**
 * The code of a fault or of a stored text, if it is registered; `internal` for a code that this version does not
 * know.
 */
export const faultCodeOf = (code: string): FaultCode => (isFaultCode(code) ? code : 'internal');

/**
 * Makes a fault whose code is in the registry.
 *
 * @example
 * ```ts
 * import { FAULTS, faultOf } from '@twinbank/protocol';
 *
 * const fault = faultOf('image_too_large', 'the image has 300000 bytes');
 * console.log(fault.code, FAULTS[fault.code].status, fault.detail); // image_too_large 413 the image has 300000 bytes
 * ```
 */
export function faultOf(
  code: FaultCode,
  detail: string = FAULTS[code].meaning,
  facts: Fault['facts'] = {},
): Fault<FaultCode> {
  return new Fault(code, detail, facts);
}
