import TinyQueue from 'tinyqueue';

/** A callback with its instant; `callback` is undefined once cancelled or fired. */
interface Timer {
  readonly instantUs: number;
  /** Breaks ties: timers of one instant fire in the order in which they were set. */
  readonly order: number;
  callback: (() => void) | undefined;
}

/** Timers, earliest first. Cancelled ones stay until they reach the top. */
export const createTimerHeap = () => {
  const heap = new TinyQueue<Timer>([], byInstant);
  let order = 0;
  return {
    add(instantUs: number, callback: () => void): Timer {
      const timer: Timer = { instantUs, order: order++, callback };
      heap.push(timer);
      return timer;
    },
    /** The earliest timer that was not cancelled. */
    peek(): Timer | undefined {
      for (let top = heap.peek(); top !== undefined; top = heap.peek()) {
        if (top.callback !== undefined) return top;
        heap.pop();
      }
      return undefined;
    },
    /** Takes the earliest timer out if its instant has come, and gives its callback. */
    takeDue(nowUs: number): (() => void) | undefined {
      const timer = this.peek();
      if (timer === undefined || timer.instantUs > nowUs) return undefined;
      const { callback } = timer;
      timer.callback = undefined;
      heap.pop();
      return callback;
    },
  };
};

const byInstant = (one: Timer, other: Timer): number =>
  one.instantUs - other.instantUs || one.order - other.order;
