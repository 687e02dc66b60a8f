import { printableLine } from '../text/printable.ts';

/** Markup that is safe to put into a page. */
export interface Html {
  readonly markup: string;
}

type Content = Html | string | number | undefined | null | false | readonly Content[];

/** Text for a page: what would be markup is shown, and so is what would steer or turn around the text. */
const escaped = (text: string): string =>
  printableLine(text)
    // The codes of our own colours pass on a terminal, and mean nothing here.
    .replaceAll('\u001b', '\\u001b')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const markupOf = (content: Content): string => {
  if (content === undefined || content === null || content === false) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(markupOf).join('');
};

/** A template whose every value is escaped, but for other markup. */
export const html = (parts: TemplateStringsArray, ...values: readonly Content[]): Html => ({
  markup: parts.map((part, at) => part + markupOf(values[at])).join(''),
});

/** Markup that is ours to the letter: a style, a script, embedded data. */
export const raw = (markup: string): Html => ({ markup });
