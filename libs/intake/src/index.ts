export * from './agent-fault.js';
export * from './file-findings.js';
export * from './program-facts.js';
export * from './uploaded-image.js';
export * from './version-place.js';
export type { LivePlaces } from './live-places.js';
