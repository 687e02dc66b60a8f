/** One of several generators that share a load: `index` is from 0. */
export interface LoadPart {
  readonly index: number;
  readonly of: number;
}

export const wholeLoad: LoadPart = { index: 0, of: 1 };

/** How many of `whole` things a part gets when they are dealt out in turn. */
export const shareOf = (whole: number, { index, of }: LoadPart): number =>
  Math.max(0, Math.ceil((whole - index) / of));

/** The number, in the whole, of a part's nth thing; both from 0. */
export const numberInWhole = (nth: number, { index, of }: LoadPart): number => index + nth * of;

/** Every thing that is a part's. */
export function* dealtTo<T>(things: Iterable<T>, { index, of }: LoadPart): Generator<T, void> {
  let number = 0;
  for (const thing of things) {
    if (number % of === index) yield thing;
    number += 1;
  }
}
