const LOOK_MS = 100;

/** Tells again and again how late the event loop is; returns what ends that. */
export function watchEventLoop(late: (lateMs: number) => void): () => void {
  let dueMs = performance.now() + LOOK_MS;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    late(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + LOOK_MS;
  }, LOOK_MS).unref();
  return () => clearInterval(timer);
}
