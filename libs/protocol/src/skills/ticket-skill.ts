/**
 * What a ticket may ask for that not every agent understands. An agent refuses a ticket that it does not understand, so a
 * device names in its status what it does:
 *
 * - `download-only`: the image is brought into the other bank, and no swap follows
 * - `postpone`: the application may put the swap off for a time
 * - `device-choice`: the application says when the banks are swapped, for a time; without its word they are not
 * - `upgrades-from`: the manifest may say which version has to run (its field of that name)
 * - `key-sets`: the keys that the device trusts are replaced by signed documents; it says which version it holds
 * - `sections`: the image may carry sections behind its code, which the manifest names
 * - `plans`: the manifest may have plans of what is done in RAM at a live swap
 * - `plan-carry`: steps of them may carry values through memory of the agent
 * - `boot-rom`: the manifest may say which version of the boot ROM it needs (its field `bootRomMin`); the status says which one there is
 * - `isr-copies`: an image without descriptor may name its copies of interrupt code, by sections `ram-code`
 * - `p256`: manifests and key sets may be signed with P-256 (ES256), and key sets may name such keys
 * - `disposal`: the device can be ordered to forget its keys, for good
 */
export const TICKET_SKILLS = [
  'download-only',
  'postpone',
  'device-choice',
  'upgrades-from',
  'key-sets',
  'sections',
  'plans',
  'plan-carry',
  'boot-rom',
  'isr-copies',
  'p256',
  'disposal',
] as const;
export type TicketSkill = (typeof TICKET_SKILLS)[number];

/** Most skills that a status names. */
export const SKILLS_MAX = 16;
/** The name of a skill. */
export const SKILL = /^[a-z][a-z0-9-]{0,31}$/;

/** The skills among these names. Of the others a newer device speaks to an older server, which will not ask for them. */
export const knownSkills = (names: readonly string[]): readonly TicketSkill[] =>
  TICKET_SKILLS.filter((skill) => names.includes(skill));
