/** The logarithms of one figure of both sides, in pairs or not. */
export interface Logs {
  readonly base: readonly number[];
  readonly changed: readonly number[];
  readonly paired: boolean;
}

/** Of pairs. */
export const differencesOf = ({ base, changed }: Logs): readonly number[] =>
  changed.map((value, at) => value - (base[at] ?? value));
