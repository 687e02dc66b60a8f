import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours text or leaves it alone; whether to is the stream's affair and decided outside. */
export const createStyle =
  (colour: boolean) =>
  (format: Format, text: string): string =>
    colour ? styleText(format, text) : text;
