export * from './audit/audit-log.js';
export * from './campaigns/campaigns.js';
export type { GroupDigests } from './campaigns/drafts/groups-digest.js';
export type { OpinionOf } from './campaigns/drafts/opinions.js';
export type { DatabaseLog } from './connection/database-log.js';
export * from './database.js';
export type { ClaimOptions, DeviceShare } from './connection/device-claim.js';
export type { DeviceTrouble } from './devices/device-troubles.js';
export * from './devices/device.js';
export type { WayBackTo } from './campaigns/after/roll-backs.js';
export { Soaks, type SoakedJob } from './campaigns/after/soaks.js';
export { DeviceHealths, type HealthUpdate, type KnownHealth } from './devices/device-healths.js';
export type { DeviceChange } from './devices/device-changes.js';
export type { GivenKey } from './device-keys/device-keys.js';
export type { DeviceMove } from './device-keys/device-moves.js';
export * from './devices/devices.js';
export type { PlaceUpdate } from './devices/report-places.js';
export * from './event.js';
export * from './events.js';
export { disposalDigest, signedOrders, type Disposal, type KeptDisposalReceipt } from './disposal/disposal.js';
export { Disposals, type DisposalDraft } from './disposal/disposals.js';
export type { DisposalPreview, DisposalSelection, DisposalSlice } from './disposal/disposal-selection.js';
export type { Claim, ClaimRequest } from './campaigns/claim/claim.js';
export * from './campaigns/jobs.js';
export {
  IdempotencyKeys,
  KEY_HELD_MS,
  KEY_KEPT_MS,
  type GivenAnswer,
  type KeyedRequest,
  type KeyState,
} from './idempotency/idempotency-keys.js';
export * from './key-record.js';
export { KEY_SET_LIST, NEWEST_KEY_SET_LIST } from './key-sets/key-set-list.js';
export type { KeySetRecord } from './key-sets/key-set-record.js';
export { SPREAD_MAX, type KeySetSpread } from './key-sets/key-set-spread.js';
export {
  KEY_SETS_MAX,
  KeySets,
  type FurtherSignatures,
  type HeldKeySets,
  type KeySetHolder,
  type NextKeySet,
} from './key-sets/key-sets.js';
export { CAMPAIGN_JOB_LIST, CAMPAIGN_LIST, DEVICE_JOB_LIST, type ListedJob } from './lists/campaign-list.js';
export { CAMPAIGN_REPORT_LIST, type ReportedJob } from './lists/campaign-report-list.js';
export * from './lists/catalogue-list.js';
export { deviceHistoryList, HISTORY_KINDS, type HistoryEntry } from './lists/device-history-list.js';
export * from './lists/device-list.js';
export { SUMMARY_COLUMNS, type SummaryKey } from './lists/job-summary.js';
export { GROUP_LIST } from './lists/group-list.js';
export type { Group, GroupChange, GroupDraft } from './groups/group.js';
export { GROUP_DEVICES_MAX, GROUPS_MAX, Groups } from './groups/groups.js';
export { vocabularyOf, type ListDefinition } from './lists/list-definition.js';
export { Lists, orderOf, TOTAL_MAX, type ListPage, type ListRequest } from './lists/lists.js';
export * from './lists/people-list.js';
export * from './lists/record-list.js';
export * from './lists/webhook-list.js';
export * from './operator-tokens.js';
export * from './page.js';
export * from './people/browser-sessions.js';
export * from './people/sign-in-failures.js';
export type { ProvisionedUser, SignedInExternally } from './people/external-users.js';
export { USER_KINDS, type ExternalSubject, type User, type UserKind } from './people/user.js';
export * from './people/users.js';
export type { Selected, SliceRequest } from './campaigns/planning/plan-slices.js';
export { DOWNLOADING_MAX, Paces, type BucketsOfScope, type PlaceBucket } from './campaigns/pace/paces.js';
export * from './campaigns/planning/plans.js';
export type { ProductChange } from './product-changes.js';
export * from './campaigns/receipts.js';
export * from './products.js';
export * from './projects/project.js';
export * from './projects/projects.js';
export type { ProjectUsage } from './projects/quotas.js';
export type { ReleaseChange, ReleaseState } from './release-changes.js';
export type { DroppedFrom, DropTerms } from './blobs/intended-blobs.js';
export * from './releases.js';
export { Uploads, type Upload, type UploadBounds, type UploadDraft, type UploadPiece } from './uploads/uploads.js';
export * from './webhooks/webhook.js';
export * from './webhooks/webhook-turns.js';
export { REPLAY_MAX, Webhooks } from './webhooks/webhooks.js';
export { JobRetention, type Removal, type RemovalStep } from './retention/job-retention.js';
export { Retention, type KeepingProject, type TableSize } from './retention/retention.js';
export * from './revision.js';
export { VERSION_LIST, type VersionCount } from './lists/version-list.js';
export { DeviceCounts } from './device-counts/device-counts.js';
export { DeviceKeyCounts, type DeviceKeyCount } from './device-counts/device-key-counts.js';
export { VersionCounts, OTHER_VERSIONS, SAMPLED_EVERY_MS } from './devices/version-counts.js';
