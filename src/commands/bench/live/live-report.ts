import type { BenchDocument } from '../../../bench/record/document.ts';
import type { DetailPlace } from '../../../bench/record/phase-detail.ts';
import type { PhaseRecorder } from '../../../bench/record/phase-recorder.ts';
import { withLivePart } from '../../../report/figures/live-run.ts';
import type { LiveNews, PageData, PageRun } from '../../../report/figures/page-data.ts';
import { pageDocument } from '../../../report/page/page-document.ts';
import { livePartOf } from '../../../report/page-data/live-part.ts';
import { pageDataOf } from '../../../report/page-data/page-data-of.ts';
import type { CommandContext } from '../../command/command.ts';

/** The report page while the run goes on, for who looks at it. */
export interface LiveReport {
  /** Looks at the phase under way; called some times a second, and does its work once a second. */
  readonly look: (phase: string, recorder: PhaseRecorder) => void;
  /** The run is over: the page has its answer. */
  readonly end: (document: BenchDocument) => void;
  readonly close: () => Promise<void>;
}

/** Seldom enough to cost the generator nothing that a measurement could see. */
const everyMs = 1000;

export const openLiveReport = async (
  { io, services, report }: CommandContext,
  port: number,
  title: string,
): Promise<LiveReport> => {
  let run: PageRun = {
    ...{ name: 'live', title, startedAt: io.clock.now().toISOString(), tainted: false },
    ...{ ongoing: true, findings: [], parts: [], populations: [], openModel: false },
    ...{ cost: [], facts: [] },
  };
  const places = new Map<string, DetailPlace>();
  let nextMs = 0;
  const assets = await services.pageAssets();
  const dataOf = (): PageData => ({ title, runs: [run], live: true });
  const server = await services.serveLivePage(port, {
    page: () => pageDocument(dataOf(), assets),
    first: () => textOf({ kind: 'run', run }),
  });
  report.note(`live: ${server.url}`);
  return {
    look: (phase, recorder) => {
      const nowMs = io.clock.elapsedMs();
      if (nowMs < nextMs) return;
      nextMs = nowMs + everyMs;
      const news = recorder.news(places.get(phase));
      if (news === undefined) return;
      places.set(phase, news.place);
      const part = livePartOf(phase, recorder.snapshot(), news);
      run = withLivePart(run, part);
      server.send(textOf({ kind: 'part', part }));
    },
    end: (document) => {
      const [ended] = pageDataOf([document]).runs;
      if (ended !== undefined) run = ended;
      server.send(textOf({ kind: 'run', run }));
    },
    close: server.close,
  };
};

const textOf = (news: LiveNews): string => JSON.stringify(news);
