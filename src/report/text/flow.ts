import { textWidth } from './ansi.ts';

/** What is kept together on a line: its text, and how it is shown where that has colours. */
export interface Token {
  readonly text: string;
  readonly shown?: string;
}

interface Room {
  /** Columns of a line. */
  readonly width: number;
  /** Columns of the first line that are taken already. */
  readonly first: number;
  /** Columns left free at the start of every other line. */
  readonly hang: number;
}

/**
 * Sets tokens side by side, a blank between, on as many lines as they need; only a token wider than a whole line is
 * broken itself. Of the first line what is taken already is not in the result.
 */
export const flow = (tokens: readonly Token[], { width, first, hang }: Room): readonly string[] => {
  const margin = ' '.repeat(Math.min(hang, Math.max(0, width - 1)));
  const lines = [''];
  let used = Math.min(first, width);
  let isEmpty = true;
  const breakLine = (): void => {
    lines.push(margin);
    used = margin.length;
    isEmpty = true;
  };
  const put = (text: string, shown: string): void => {
    lines.push(`${lines.pop() ?? ''}${isEmpty ? '' : ' '}${shown}`);
    used += textWidth(text) + (isEmpty ? 0 : 1);
    isEmpty = false;
  };
  const fits = (text: string): boolean =>
    used + (isEmpty ? 0 : 1) + textWidth(text.trimEnd()) <= width;
  for (const { text, shown = text } of tokens) {
    if (!fits(text) && !(isEmpty && lines.length > 1)) breakLine();
    if (fits(text)) {
      put(text, shown);
      continue;
    }
    for (const piece of pieces(text.trimEnd(), width - margin.length)) {
      if (!isEmpty) breakLine();
      put(piece, piece);
    }
  }
  return lines.map((line) => line.trimEnd());
};

const pieces = (text: string, room: number): readonly string[] => {
  const letters = [...text];
  return Array.from({ length: Math.ceil(letters.length / room) }, (_, at) =>
    letters.slice(at * room, (at + 1) * room).join(''),
  );
};

/** Breaks a sentence at its blanks, never before a percent sign, so that each line, indented, fits a width. */
export const wrap = (
  sentence: string,
  width: number,
  indent = 4,
  hang = indent,
): readonly string[] => {
  const [first = '', ...others] = flow(
    sentence.split(/ (?!%)/).map((text) => ({ text })),
    { width, first: indent, hang },
  );
  return [' '.repeat(Math.min(indent, Math.max(0, width - 1))) + first, ...others].filter(
    (line) => line.trim() !== '',
  );
};
