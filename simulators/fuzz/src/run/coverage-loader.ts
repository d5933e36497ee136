import type { LoadHook } from 'node:module';

import { createInstrumenter } from 'istanbul-lib-instrument';

import { COUNTERS_NAME } from './counters-name.js';

/** Rooms whose code is counted: what reads bytes from outside, and what that is made of. */
const COUNTED = /\/libs\/(dwarf|elf|image|inspect|intake|package|protocol|schedule|selection)\/dist\/.*\.js$/;
/** The control of this room, which shows that coverage guides. */
const CONTROL = /\/simulators\/fuzz\/dist\/targets\/controls\.js$/;

const instrumenter = createInstrumenter({ esModules: true, coverageVariable: COUNTERS_NAME, compact: false });

/** Has Node load the counted rooms with a counter in each statement, function and branch [nodejs.org/api/module.html#loadurl-context-nextload]. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (!(COUNTED.test(url) || CONTROL.test(url)) || !loaded.source) return loaded;
  const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
  return { ...loaded, source: instrumenter.instrumentSync(source, url) };
};
