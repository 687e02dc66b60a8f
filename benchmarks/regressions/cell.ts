/** One thing that must not get dearer, measured against references that get dearer with the machine. */
export interface Cell {
  /**
   * One round: the cost over that of each reference, measured within the same seconds, by the name of the ratio. A
   * reference that is not on this machine is left out.
   */
  round(): Promise<Readonly<Record<string, number>>>;
  close(): void;
  /** A ratio that differs from the stored one by less, as a part of it, is called the same. */
  readonly tolerance: number;
}
