import { withLivePart } from '../figures/live-run.ts';
import type { LiveNews, PageData, PageRun } from '../figures/page-data.ts';
import { byId } from './elements.ts';

/** Hears what is new of a run that goes on, until it ends, or that there is a newer page. */
export const listen = (
  { page }: PageData,
  apply: (change: (run: PageRun) => PageRun) => void,
): void => {
  const state = byId('live');
  const events = new EventSource('news');
  events.onmessage = ({ data }: MessageEvent<string>) => {
    const news = JSON.parse(data) as LiveNews;
    if (news.kind === 'page') {
      state.textContent = 'live';
      if (news.page !== page) location.reload();
      return;
    }
    apply((run) => (news.kind === 'run' ? news.run : withLivePart(run, news.part)));
    const isOver = news.kind === 'run' && news.run.ongoing !== true;
    state.textContent = isOver ? 'ended' : 'live';
    if (isOver) events.close();
  };
  events.onerror = () => {
    // The browser tries again by itself, and is brought up to date when fibimg answers.
    state.textContent = 'fibimg does not answer';
  };
};
