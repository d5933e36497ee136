export * from './ground.js';
export * from './story.js';
