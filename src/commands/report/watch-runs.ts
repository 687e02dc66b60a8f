import { FibimgError, messageOf } from '../../core/error.ts';
import type { Sleep } from '../../core/sleep.ts';
import type { LiveNews, PageData } from '../../report/figures/page-data.ts';
import { pageDocument } from '../../report/page/page-document.ts';
import { waitingPage } from '../../report/page/waiting-page.ts';
import { pageDataOf } from '../../report/page-data/page-data-of.ts';
import type { CommandContext } from '../command/command.ts';
import { findRun } from '../command/find-run.ts';
import { pathsOfRuns } from '../compare/read-sides.ts';
import type { WatchedReport } from './plan.ts';
import { readRuns } from './read-runs.ts';

interface Page {
  /** Which one it is. */
  readonly page: string;
  readonly text: string;
}

/** Soon enough for a person, seldom enough for a network file system, whose changes no watcher would tell. */
const everyMs = 1000;

/** Serves the page of what is behind a name, and follows it until the user ends that. */
export const watchRuns = async (
  context: CommandContext,
  { name, port }: Pick<WatchedReport, 'name' | 'port'>,
  sleep: Sleep,
): Promise<void> => {
  const { io, services, report } = context;
  const assets = await services.pageAssets();
  let shown = await versionOf(context, name);
  const render = async (version: string): Promise<Page | undefined> => {
    if (version === '') return undefined;
    const page = io.rng.uuid();
    return { page, text: pageDocument(await dataOf(context, name, page), assets) };
  };
  let current = await render(shown);
  const news = (): string =>
    JSON.stringify({ kind: 'page', page: current?.page ?? '' } satisfies LiveNews);
  const server = await services.serveLivePage(port, {
    page: () => current?.text ?? waitingPage,
    first: news,
  });
  try {
    await report.result(`listening on ${server.url}\n`);
    let failed: string | undefined;
    while (await passed(sleep, io.interrupt)) {
      const version = await versionOf(context, name).catch(messageOf);
      if (version === shown) continue;
      try {
        // What is gone leaves its page behind.
        current = (await render(version)) ?? current;
        server.send(news());
      } catch (thrown) {
        // A file that is still being copied is another one at the next look.
        const isLasting = version === failed;
        failed = version;
        if (!isLasting) continue;
        report.note(`the page stays as it is: ${reasonOf(thrown)}`);
      }
      shown = version;
    }
  } finally {
    await server.close();
  }
};

/** False once the user ends it. */
const passed = async (sleep: Sleep, interrupt: AbortSignal): Promise<boolean> => {
  await sleep(everyMs, interrupt).catch((thrown: unknown) => {
    if (!interrupt.aborted) throw thrown;
  });
  return !interrupt.aborted;
};

/** The files behind a name and the version of each; empty where there is no run yet. */
const versionOf = async (context: CommandContext, name: string): Promise<string> => {
  const { services } = context;
  const paths = await pathsOfRuns(context, name).catch(async (thrown: unknown) => {
    const isFirst = isLast(name) && (await (await services.openRunFolder()).list()).length === 0;
    if (isFirst) return [];
    throw thrown;
  });
  const each = await Promise.all(
    paths.map(async (path) => `${path}: ${await services.fileVersion(path)}`),
  );
  return each.join('\n');
};

const dataOf = async (context: CommandContext, name: string, page: string): Promise<PageData> => {
  // A duet under way leaves run after run: they are looked at together.
  const duet = isLast(name) ? (await findRun(context, name)).duet?.id : undefined;
  const { documents, compared } = await readRuns(context, [duet ?? name]);
  return { ...pageDataOf(documents, compared), live: true, page };
};

const isLast = (name: string): boolean => /^last(~\d+)?$/.test(name);

const reasonOf = (thrown: unknown): string =>
  thrown instanceof FibimgError && thrown.why !== undefined
    ? `${thrown.message}: ${thrown.why}`
    : messageOf(thrown);
