import { printableLine } from './printable.ts';

/** A text of others in Markdown: what is markup there or in HTML, or would call somebody, is shown as it is. */
export const markdownText = (text: string): string =>
  printableLine(text).replaceAll(/[\\`*_{}[\]<>|#~&@]/g, (found) => `&#${found.charCodeAt(0)};`);
