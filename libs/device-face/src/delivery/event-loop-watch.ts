const LOOK_MS = 100;

/** Repeatedly reports how late the event loop is; returns a function that ends this. */
export function watchEventLoop(late: (lateMs: number) => void): () => void {
  let dueMs = performance.now() + LOOK_MS;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    late(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + LOOK_MS;
  }, LOOK_MS).unref();
  return () => clearInterval(timer);
}
