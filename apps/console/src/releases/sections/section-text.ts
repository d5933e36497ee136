import type { components } from '@twinbank/client';

/** A section of an image, as its manifest says it. */
export type Section = components['schemas']['SectionAnswer'];

/** What each kind of section is, and what a device does with it (docs/package-format.md). The compiler holds it against the server's document. */
const KINDS: Readonly<Record<Section['type'], { readonly name: string; readonly use: string }>> = {
  code: { name: 'the whole image', use: 'is written into the bank that does not run' },
  config: { name: 'configuration', use: 'is read where it lies, by the program that it came with' },
  'ram-init': { name: 'start values', use: 'are copied to RAM while interrupts are off, at a live swap' },
  'ram-code': { name: 'code for RAM', use: 'is copied to RAM before a live swap: interrupt code that runs from there' },
  companion: { name: 'for another chip', use: 'is handed on to the chip' },
  plan: { name: 'plans', use: 'are carried out in RAM at a live swap from the images that they name' },
};

/** What a section is, in words. */
export const sectionName = ({ type, target }: Pick<Section, 'type' | 'target'>): string =>
  target === undefined ? KINDS[type].name : `for the chip ${target}`;

/** What a device does with a section, in words. */
export const sectionUse = ({ type }: Pick<Section, 'type'>): string => KINDS[type].use;

/** Sections that an image has besides its program. */
export const furtherSections = (sections: readonly Section[]): readonly Section[] =>
  sections.filter(({ type }) => type !== 'code');
