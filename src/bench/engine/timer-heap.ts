/** A callback with its instant; `callback` is undefined once cancelled or fired. */
export interface Timer {
  readonly instantUs: number;
  /** Breaks ties: timers of one instant fire in the order in which they were set. */
  readonly order: number;
  callback: (() => void) | undefined;
}

/** A binary heap of timers, earliest first. Cancelled ones stay until they reach the top. */
export const createTimerHeap = () => {
  const heap: Timer[] = [];
  let order = 0;
  return {
    add(instantUs: number, callback: () => void): Timer {
      const timer: Timer = { instantUs, order: order++, callback };
      heap.push(timer);
      siftUp(heap, heap.length - 1);
      return timer;
    },
    /** The earliest timer that was not cancelled. */
    peek(): Timer | undefined {
      while (heap[0] !== undefined && heap[0].callback === undefined) removeTop(heap);
      return heap[0];
    },
    /** Takes the earliest timer out if its instant has come, and gives its callback. */
    takeDue(nowUs: number): (() => void) | undefined {
      const timer = this.peek();
      if (timer === undefined || timer.instantUs > nowUs) return undefined;
      const { callback } = timer;
      timer.callback = undefined;
      removeTop(heap);
      return callback;
    },
  };
};

const before = (a: Timer, b: Timer): boolean =>
  a.instantUs < b.instantUs || (a.instantUs === b.instantUs && a.order < b.order);

const siftUp = (heap: Timer[], from: number): void => {
  let index = from;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!swapIfBefore(heap, index, parent)) return;
    index = parent;
  }
};

const removeTop = (heap: Timer[]): void => {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const child = isBefore(heap, left + 1, left) ? left + 1 : left;
    if (!swapIfBefore(heap, child, index)) return;
    index = child;
  }
};

const isBefore = (heap: readonly Timer[], index: number, other: number): boolean => {
  const a = heap[index];
  const b = heap[other];
  return a !== undefined && b !== undefined && before(a, b);
};

const swapIfBefore = (heap: Timer[], index: number, other: number): boolean => {
  const a = heap[index];
  const b = heap[other];
  if (a === undefined || b === undefined || !before(a, b)) return false;
  heap[index] = b;
  heap[other] = a;
  return true;
};
