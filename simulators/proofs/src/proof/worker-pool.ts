import { Worker } from 'node:worker_threads';

import type { SceneOutcome, SceneTask } from './scene-task.js';

/** Explores scenes on several threads; each scene alone is deterministic. */
export class WorkerPool {
  private readonly workers: readonly Worker[];

  constructor(count: number) {
    this.workers = Array.from({ length: count }, () => new Worker(new URL('./scene-worker.js', import.meta.url)));
  }

  /** Explores all scenes; `done` is called for each one as it ends. */
  async explore(tasks: readonly SceneTask[], done: (outcome: SceneOutcome) => void): Promise<SceneOutcome[]> {
    const outcomes: SceneOutcome[] = [];
    let next = 0;
    const work = async (worker: Worker): Promise<void> => {
      for (let task = tasks[next++]; task; task = tasks[next++]) {
        const index = next - 1;
        outcomes[index] = await ask(worker, task);
        done(outcomes[index]);
      }
    };
    await Promise.all(this.workers.map(work));
    return outcomes;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, task: SceneTask): Promise<SceneOutcome> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      worker.off('message', answered);
      reject(error);
    };
    const answered = (outcome: SceneOutcome): void => {
      worker.off('error', failed);
      resolve(outcome);
    };
    worker.once('error', failed);
    worker.once('message', answered);
    worker.postMessage(task);
  });
}
