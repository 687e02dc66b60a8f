import { withoutSecrets } from '../../core/secrets.ts';

/**
 * The arguments that repeat a run: those that were given, with the seed that was drawn. Values of headers are left out,
 * for nobody can tell which of them let somebody in, and so is what looks like a secret elsewhere.
 */
export const repeatCommand = (argv: readonly string[], seed: number): readonly string[] => {
  const shown: string[] = [];
  let isHeader = false;
  for (const word of argv) {
    shown.push(withoutSecrets(isHeader ? withoutValue(word) : withoutAttached(word)));
    isHeader = !isHeader && /^(--header|-[a-zA-Z]*H)$/.test(word);
  }
  const hasSeed = argv.some((word) => /^--seed(=|$)/.test(word));
  return hasSeed ? shown : [...shown, '--seed', String(seed)];
};

const withoutValue = (header: string): string => header.replace(/^([^:]*:).*$/s, '$1 ****');

/** `--header=name: value`, or `-Hname: value`. */
const withoutAttached = (word: string): string => {
  const [, flag, header] = /^(--header=|-[a-zA-Z]*?H)(.+)$/s.exec(word) ?? [];
  return flag === undefined || header === undefined ? word : `${flag}${withoutValue(header)}`;
};
