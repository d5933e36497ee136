/** More than any server has ever issued, with room for more. */
const BELIEVED_MAX = 0x7000_0000;

/** The number of the last ticket that a device says it has taken; undefined for one that is faulty, and must not exhaust the range. */
export const believedSequence = (said: number | undefined): number | undefined =>
  said !== undefined && said <= BELIEVED_MAX ? said : undefined;
