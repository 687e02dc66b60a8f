import { figuresOf } from '../figures/figures.ts';
import { openRun } from '../figures/open-run.ts';
import type { PageData } from '../figures/page-data.ts';
import { everything } from '../figures/selection.ts';
import { type Html, html, raw } from './html.ts';
import { ridgeHeight, ridgePlot } from './ridge-plot.ts';
import { fullLabel } from './words.ts';

const width = 820;
const margin = 24;
const lineHeight = 24;
/** Letters of a line, of the small text and of the large one. */
const lettersALine = { label: 100, answer: 76 } as const;

/**
 * The distributions of a run's populations and its answer, for a README or a pull request: it stands alone, and follows
 * the reader's light or dark.
 */
export const headlineSvg = (data: PageData): string => {
  const [run] = data.runs;
  if (run === undefined) throw new TypeError('a plot is of one run');
  const { populations } = figuresOf(openRun(run), everything);
  const rows = populations.map((population) => ({ label: fullLabel(population), population }));
  const answers = run.findings.filter(({ kind }) => kind === 'answer').map(({ text }) => text);
  const lines = [
    ...brokenLines(data.title, lettersALine.label).map((text) => ({ text, style: 'label' })),
    ...(run.tainted
      ? [{ text: 'TAINTED: believe the reason in the report, not the figures.', style: 'bad' }]
      : []),
    ...answers
      .flatMap((text) => brokenLines(text, lettersALine.answer))
      .map((text) => ({ text, style: 'answer' })),
  ];
  const top = margin + lines.length * lineHeight + 12;
  const height = top + ridgeHeight(rows.length) + margin;
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${[`${data.title}.`, ...answers].join(' ')}</title>
<style>${raw(style)}</style>
<rect class="paper" width="100%" height="100%" rx="8"/>
${lines.map(({ text, style }, at): Html => html`<text class="${style}" x="${margin}" y="${margin + (at + 0.75) * lineHeight}">${text}</text>`)}
<svg x="${margin}" y="${top}" width="${width - 2 * margin}" height="${ridgeHeight(rows.length)}">${ridgePlot(rows)}</svg>
</svg>
`.markup;
};

const brokenLines = (text: string, letters: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > letters) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
};

/** As on the page. */
const style = `
text{font:14px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:#1b2126}
.answer{font-size:17px;font-weight:600}.tick{font-size:12px}.tick,.value,.label{fill:#566069}.bad{fill:#b23a00;font-weight:600}
svg svg .label{fill:#1b2126}.paper{fill:#fff;stroke:#dfe4e8}.grid,.base{stroke:#dfe4e8}
.ridge{fill-opacity:.28;stroke-width:1.5;vector-effect:non-scaling-stroke}.rug{stroke-width:2;vector-effect:non-scaling-stroke}
.range{stroke-width:5}.median{stroke-width:2}
.hue-cold-stored,.hue-cold-unknown{--hue:#0a5ea8}.hue-cold-fetched{--hue:#7a3b9e}.hue-unknown{--hue:#56616b}
.hue-warm-stored,.hue-warm-unknown,.hue-unknown-stored{--hue:#00785c}.hue-warm-fetched,.hue-unknown-fetched{--hue:#b85c00}
.ridge{fill:var(--hue)}.ridge,.rug,.range,.median{stroke:var(--hue)}
@media(prefers-color-scheme:dark){text,svg svg .label{fill:#e4e9ed}.tick,.value,.label{fill:#a3afb9}.bad{fill:#ff9566}
.paper{fill:#14181c;stroke:#313a42}.grid,.base{stroke:#313a42}
.hue-cold-stored,.hue-cold-unknown{--hue:#6db4f2}.hue-cold-fetched{--hue:#c99af0}.hue-unknown{--hue:#a3afb9}
.hue-warm-stored,.hue-warm-unknown,.hue-unknown-stored{--hue:#4fc9a0}.hue-warm-fetched,.hue-unknown-fetched{--hue:#f2a94e}}
`;
