/** Events ordered by virtual time. Events at the same time keep the order in which they were added. */
export class VirtualQueue<T> {
  private readonly heap: { readonly atUs: number; readonly order: number; readonly what: T }[] = [];
  private order = 0;

  get length(): number {
    return this.heap.length;
  }

  /** Adds an event at this time. */
  push(atUs: number, what: T): void {
    const { heap } = this;
    const entry = { atUs, order: this.order++, what };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!earlier(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Removes the next event and returns it with its time. */
  pop(): { readonly atUs: number; readonly what: T } | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (first && last && first !== last) this.sink(last);
    return first;
  }

  private sink(entry: (typeof this.heap)[number]): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child++;
      if (!earlier(heap[child]!, entry)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  }
}

const earlier = (a: { atUs: number; order: number }, b: { atUs: number; order: number }): boolean =>
  a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
