/** Marks text for a terminal; without colour every mark is the text itself. */
export type Paint = Readonly<Record<keyof typeof codes, (text: string) => string>>;

/** The codes that k6 writes, so that its look is kept to the byte. */
const codes = {
  bold: '1',
  faint: '2',
  cyan: '36',
  faintCyan: '2;36',
  white: '37',
  faintWhite: '2;37',
  green: '32',
  red: '31',
  yellow: '33',
} as const;

const mark = (colour: boolean, code: string) => (text: string) =>
  colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;

export const createPaint = (colour: boolean): Paint => ({
  bold: mark(colour, codes.bold),
  faint: mark(colour, codes.faint),
  cyan: mark(colour, codes.cyan),
  faintCyan: mark(colour, codes.faintCyan),
  white: mark(colour, codes.white),
  faintWhite: mark(colour, codes.faintWhite),
  green: mark(colour, codes.green),
  red: mark(colour, codes.red),
  yellow: mark(colour, codes.yellow),
});

/** Columns of plain text on a terminal; all that is printed here is one column a code point. */
export const textWidth = (text: string): number => [...text].length;

/** The blanks that fill text up to a width. */
export const gap = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - textWidth(text)));

/** Cuts text to a width, the last column an ellipsis where something was cut. */
export const clip = (text: string, width: number): string =>
  textWidth(text) <= width ? text : `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`;
