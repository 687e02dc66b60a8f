import type { Finding, PageComparison, PageData, PageRun } from '../figures/page-data.ts';
import { type Html, html } from './html.ts';

/** Each with a word of its own: no colour carries meaning alone. */
const badges: Readonly<Record<Finding['kind'], string>> = {
  doubt: 'doubt',
  bad: 'failed',
  good: 'passed',
  answer: 'answer',
  note: 'note',
};

/** What happened and whether it can be believed: with several runs the comparison first, then the run that is looked at. */
export const verdictSection = (run: PageRun, { runs, comparison, uncompared }: PageData): Html => {
  const answers = run.findings.filter(({ kind }) => kind === 'answer');
  const others = run.findings.filter(({ kind }) => kind !== 'answer');
  return html`${comparison && comparedVerdict(comparison)}${uncompared !== undefined && html`<p class="grade">Not compared: ${uncompared}.</p>`}${runs.length > 1 && html`<h3>Run ${run.name}</h3>`}${answers.map(
    ({ text }) => html`<p class="answer">${text}</p>`,
  )}${belief(run)}<ul class="findings">${others.map(finding)}</ul>`;
};

const comparedVerdict = ({ verdict, grade }: PageComparison): Html =>
  html`<p class="answer">${verdict.text}</p><p class="grade">${grade}</p>`;

const belief = ({ tainted, ongoing }: PageRun): Html =>
  ongoing === true
    ? html`<p class="belief">The run goes on: these are its figures so far. Its answer, and whether the generator kept up, are said when it ends.</p>`
    : tainted
      ? html`<p class="belief belief-tainted"><strong>Tainted.</strong> The load generator may have set these figures itself: believe the reasons below, not the figures.</p>`
      : html`<p class="belief"><strong>Not tainted.</strong> The load generator kept up with its own schedule.</p>`;

const finding = ({ kind, text }: Finding): Html =>
  html`<li class="finding finding-${kind}"><span class="badge">${badges[kind]}</span> ${text}</li>`;
