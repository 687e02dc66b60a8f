/** What a reader looks at: a run, a span of its time, and without which populations. Times are seconds on the page's axis. */
export interface Selection {
  /** From 0. */
  readonly run: number;
  readonly span?: Span;
  /** Keys of populations. */
  readonly hidden: readonly string[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export const everything: Selection = { run: 0, hidden: [] };

/** The selection as the end of a link, without `#`; empty for everything. */
export const linkOf = ({ run, span, hidden }: Selection): string => {
  const link = new URLSearchParams();
  if (run > 0) link.set('run', String(run + 1));
  if (span !== undefined) link.set('span', `${rounded(span.from)}-${rounded(span.to)}`);
  for (const key of hidden) link.append('hide', key);
  return link.toString();
};

const rounded = (seconds: number): number => Number(seconds.toFixed(3));

/** The selection of a link; what it does not say, or says wrongly, is as from the start. */
export const selectionOf = (
  link: string,
  { runs, seconds }: { readonly runs: number; readonly seconds: (run: number) => number },
): Selection => {
  const asked = new URLSearchParams(link.replace(/^#/, ''));
  const number = Number(asked.get('run') ?? 1);
  const run = Number.isInteger(number) && number >= 1 && number <= runs ? number - 1 : 0;
  const hidden = [...new Set(asked.getAll('hide'))];
  const span = spanOf(asked.get('span') ?? '', seconds(run));
  return { run, hidden, ...(span && { span }) };
};

const spanOf = (text: string, seconds: number): Span | undefined => {
  const [, first, last] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const [from, to] = [Number(first), Math.min(Number(last), seconds)];
  return from < to && !(from <= 0 && to >= seconds) ? { from, to } : undefined;
};
