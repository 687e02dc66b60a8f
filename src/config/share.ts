/** A share as a percentage, `1%`, or as a part of one, `0.01`; undefined for anything else. */
export const parseShare = (text: string): number | undefined => {
  const [, number, percent] = /^(\d{1,3}(?:\.\d{1,9})?)(%?)$/.exec(text) ?? [];
  const share = Number(number ?? Number.NaN) / (percent === '%' ? 100 : 1);
  return share <= 1 ? share : undefined;
};
