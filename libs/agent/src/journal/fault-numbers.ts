import type { FaultCode } from '@twinbank/protocol';

/**
 * The faults that a job on a device can end with. The journal stores the position in this list, from 1. Only append to
 * the list: a device in the field may have an older list.
 */
export const JOB_FAULTS = [
  'signature_invalid',
  'manifest_malformed',
  'ticket_malformed',
  'ticket_foreign',
  'ticket_expired',
  'ticket_replayed',
  'ticket_mismatch',
  'product_mismatch',
  'part_mismatch',
  'hardware_mismatch',
  'boot_rom_too_old',
  'image_linked_elsewhere',
  'cipher_unsupported',
  'encryption_required',
  'no_room',
  'single_bank_mode',
  'swap_section_differs',
  'ram_layout_refused',
  'download_stalled',
  'image_digest_mismatch',
  'image_crc_mismatch',
  'flash_error',
  'slot_not_found',
  'self_test_failed',
  'confirm_timeout',
  'reset_before_confirm',
  'counter_too_low',
  'image_not_bootable',
  'image_mismatch',
  'job_cancelled',
  'image_too_large',
  'block_digest_mismatch',
  'want_out_of_range',
  'image_wrong_format',
  'image_without_agent',
  'window_missed',
  'revert_image_missing',
  'version_too_old',
  'key_revoked',
  'section_table_invalid',
  'section_misplaced',
  'companion_unknown',
  'companion_failed',
  'plan_invalid',
  'plan_misplaced',
  'boot_rom_below_minimum',
  'isr_copies_unequal',
  'disposal_ordered',
] as const satisfies readonly FaultCode[];

/**
 * The number of a fault; 0 for none. A code that is not in the list counts as a flash error: no other fault can come
 * unexpectedly.
 */
export function faultNumber(code: FaultCode | undefined): number {
  if (code === undefined) return 0;
  const index = (JOB_FAULTS as readonly FaultCode[]).indexOf(code);
  return index >= 0 ? index + 1 : JOB_FAULTS.indexOf('flash_error') + 1;
}

/** The fault of a number; undefined for 0, and for numbers that only a newer list has. */
export function faultOfNumber(number: number): FaultCode | undefined {
  return JOB_FAULTS[number - 1];
}
