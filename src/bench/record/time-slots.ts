interface Slots<T> {
  /** Beyond that many, two become one. */
  readonly most: number;
  readonly empty: () => T;
  readonly joined: (first: T, second: T) => T;
}

/** A phase's time in slots of a second; a long phase's in slots of 2, 4, 8... seconds. */
export const createTimeSlots = <T>({ most, empty, joined }: Slots<T>) => {
  let slots: T[] = [];
  let seconds = 1;
  return {
    /** The slot of an instant in microseconds from the begin; those before it are made as well. */
    at(offsetUs: number): T {
      const second = offsetUs > 0 ? Math.floor(offsetUs / 1e6) : 0;
      while (Math.floor(second / seconds) >= most) {
        slots = halved(slots, joined);
        seconds *= 2;
      }
      const index = Math.floor(second / seconds);
      while (slots.length < index) slots.push(empty());
      const known = slots[index];
      if (known !== undefined) return known;
      const slot = empty();
      slots.push(slot);
      return slot;
    },
    /** The length of each. */
    seconds: () => seconds,
    list: (): readonly T[] => slots,
  };
};

/** Two and two as one. */
const halved = <T>(slots: readonly T[], joined: (first: T, second: T) => T): T[] => {
  const halves: T[] = [];
  for (let index = 0; index < slots.length; index += 2) {
    const first = slots[index];
    const second = slots[index + 1];
    if (first !== undefined) halves.push(second === undefined ? first : joined(first, second));
  }
  return halves;
};
