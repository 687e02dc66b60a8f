/** Ran fine, but the verdict is bad: k6's number. */
export const exitVerdict = 99;
