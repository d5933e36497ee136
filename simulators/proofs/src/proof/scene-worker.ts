/** A worker of the proof: explores the scenes that it is sent, one after the other. */
import { parentPort } from 'node:worker_threads';

import { sceneKeys } from '../scene/orders.js';
import { exploreScene, type SceneTask } from './scene-task.js';

// Interruptions are thrown a thousand times a second, and nobody reads their stack traces.
Error.stackTraceLimit = 0;

const port = parentPort!;
const keys = sceneKeys();
port.on('message', (task: SceneTask) => {
  void keys
    .then((known) => exploreScene(task, known, () => performance.now()))
    .then((outcome) => port.postMessage(outcome));
});
