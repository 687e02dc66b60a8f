import { withoutSecrets } from '../../core/secrets.ts';

/**
 * The arguments that repeat a run: those that were given, with the seed that was drawn. Values of headers, and events and
 * bodies that are no files, are left out, for nobody can tell which of them let somebody in or are somebody's own; so
 * is what looks like a secret elsewhere.
 */
export const repeatCommand = (argv: readonly string[], seed: number): readonly string[] => {
  const shown: string[] = [];
  let before = '';
  for (const word of argv) {
    const isHeader = /^(--header|-[a-zA-Z]*H)$/.test(before);
    const isContent = /^--(payload|body)$/.test(before);
    const own = isHeader ? withoutValue(word) : isContent ? withoutContent(word) : undefined;
    shown.push(withoutSecrets(own ?? withoutAttached(word)));
    before = own === undefined ? word : '';
  }
  const hasSeed = argv.some((word) => /^--seed(=|$)/.test(word));
  return hasSeed ? shown : [...shown, '--seed', String(seed)];
};

const withoutContent = (text: string): string => (/^(@|-$)/.test(text) ? text : '****');

const withoutValue = (header: string): string => header.replace(/^([^:]*:).*$/s, '$1 ****');

/** `--header=name: value`, `-Hname: value` or `--payload={}`. */
const withoutAttached = (word: string): string => {
  const [, option, text] = /^(--(?:payload|body)=)(.+)$/s.exec(word) ?? [];
  if (option !== undefined && text !== undefined) return `${option}${withoutContent(text)}`;
  const [, flag, header] = /^(--header=|-[a-zA-Z]*?H)(.+)$/s.exec(word) ?? [];
  return flag === undefined || header === undefined ? word : `${flag}${withoutValue(header)}`;
};
