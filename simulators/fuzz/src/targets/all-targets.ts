import { DEBUG_TARGETS } from './debug-information.js';
import { FILE_TARGETS } from './files.js';
import { MESSAGE_TARGETS } from './messages.js';
import { linkerMapTarget } from './maps/linker-maps.js';
import { FACTS_TARGETS } from './program-facts.js';
import { planTarget } from './plans.js';
import { sbomTarget } from './sboms.js';
import { sectionTableTarget } from './section-table.js';
import type { Target } from './target.js';
import { TEXT_TARGETS } from './texts.js';

/** Everything that is tried. */
export const TARGETS: readonly Target[] = [
  ...FILE_TARGETS,
  sectionTableTarget(),
  planTarget(),
  sbomTarget(),
  linkerMapTarget(),
  ...DEBUG_TARGETS,
  ...FACTS_TARGETS,
  ...MESSAGE_TARGETS,
  ...TEXT_TARGETS,
];
