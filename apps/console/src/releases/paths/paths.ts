import type { components } from '@twinbank/client';

/** By which updates devices come to a release, and which cannot. */
export type Paths = components['schemas']['PathsAnswer'];
/** How a device swaps. */
export type Mode = Paths['mode'];
