/** Whether the end of a device was ordered, or has come, as SQL: `isEnding` of its state. */
export const endingSql = (device: string): string => `${device}.state IN ('disposing', 'disposed')`;
