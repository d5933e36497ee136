/** Why a device last started. */
export const RESET_CAUSES = ['power-on', 'software', 'watchdog', 'option-bytes', 'pin'] as const;
export type ResetCause = (typeof RESET_CAUSES)[number];
