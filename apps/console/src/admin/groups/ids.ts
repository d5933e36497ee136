import { quoted } from '../../asking/selection-text.js';

/** The ids in a text, in their order, each once; spaces, lines, commas and semicolons part them. */
export const idsIn = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ''))];

/** The selection of the devices of a group: its name is unique in its project only. */
export const devicesOf = ({ name, project }: { readonly name: string; readonly project: string }): string =>
  `group==${quoted(name)};project==${quoted(project)}`;
