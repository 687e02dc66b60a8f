import { option } from '../../config/option.ts';

export const reportFormats = ['html', 'md', 'svg', 'text'] as const;

export const reportOptions = {
  runs: option.list<string>({
    help: 'the runs to show, each a file, the beginning of an id, or last',
    placeholder: 'run',
    expected: 'a file, the beginning of a run id, or last',
    positional: 'a run',
    parse: (text) => (text === '' ? undefined : text),
  }),
  output: option.text({
    short: 'o',
    help: 'where the report goes, - for standard output',
    placeholder: 'file',
    expected: 'a file, or - for standard output',
    otherwise: 'report.html; standard output for all but html',
  }),
  format: option.choice(reportFormats, {
    help: 'html: the page; md: Markdown; svg: the headline plot; text: the terminal',
    noun: 'format',
    otherwise: 'html, or by the ending of --output',
  }),
  text: option.switch({ help: 'the same as --format text' }),
  watch: option.switch({
    help: 'serve the page on this machine until Ctrl-C, and follow what is saved; without a run the newest one',
  }),
  port: option.count({
    help: 'where --watch listens',
    placeholder: 'port',
    min: 0,
    max: 65_535,
    otherwise: 'any that is free, as with 0',
  }),
} as const;
