/** What is doubtful about an image without making it unusable; the uploader is told. */
export const FINDINGS = {
  no_descriptor: 'The image has no descriptor at 0x200.',
  no_swap_section: 'The descriptor names no swap section.',
  gaps_filled: 'The file leaves out bytes of the image; they are filled with FF.',
  handler_in_ram: 'A handler lies in RAM, where only the image’s own start-up code can have put it.',
} as const;

export type FindingCode = keyof typeof FINDINGS;

/** One finding, with the details. */
export interface Finding {
  readonly code: FindingCode;
  readonly detail: string;
}

export const findingOf = (code: FindingCode, detail: string = FINDINGS[code]): Finding => ({ code, detail });
