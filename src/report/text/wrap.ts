import { textWidth } from './ansi.ts';

/** Breaks a sentence at its blanks so that each line, indented, fits a width. */
export const wrap = (sentence: string, width: number, indent = 4): readonly string[] => {
  const margin = ' '.repeat(indent);
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && indent + textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(margin + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, margin + line];
};
