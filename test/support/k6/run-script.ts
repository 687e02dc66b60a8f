import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { InstanceOptions, ScenarioSettings, VirtualUserData } from './shim-types.ts';
import { answerTo } from './sync-http.ts';

/** `of` instances of k6 share a load; `index` is from 0. */
interface Segment {
  readonly index: number;
  readonly of: number;
}

export interface ShimRun {
  /** The lines that `--out json` would have written. */
  readonly lines: readonly string[];
  readonly options: InstanceOptions;
}

const shim = join(import.meta.dirname, 'shim.mjs');

/** The script, and k6's modules as files; gives where each module is. */
const writeModules = async (
  folder: string,
  script: string,
): Promise<Readonly<Record<string, string>>> => {
  await writeFile(join(folder, 'script.js'), script);
  const defaults = { 'k6/http': 'http', 'k6/execution': 'exec' };
  for (const name of Object.values(defaults)) {
    const text = `export { ${name} as default } from 'shim';`;
    await writeFile(join(folder, `${name}.js`), text);
  }
  return {
    ...{ shim, k6: shim, 'k6/metrics': shim, 'k6/data': shim },
    ...Object.fromEntries(
      Object.entries(defaults).map(([module, name]) => [module, join(folder, `${name}.js`)]),
    ),
  };
};

/**
 * Runs an exported script as k6 would, each virtual user in a thread with a JavaScript of its own, whose requests are
 * synchronous there. Of a segment it runs the virtual users and iterations whose number, counted from 0, leaves `index`
 * when divided by `of`: k6 deals equal segments out in turn (its docs, "Execution segments").
 */
export const runK6Script = async (
  script: string,
  segment: Segment = { index: 0, of: 1 },
): Promise<ShimRun> => {
  const folder = await mkdtemp(join(tmpdir(), 'fibimg-k6-'));
  try {
    const bundle = join(folder, 'bundle.mjs');
    await build({
      stdin: {
        contents: `export * from './script.js';\nexport { default } from './script.js';\nexport { iterate } from 'shim';`,
        resolveDir: folder,
      },
      ...{ outfile: bundle, bundle: true, format: 'esm', platform: 'node', logLevel: 'silent' },
      alias: await writeModules(folder, script),
    });
    return await runInstance(bundle, segment);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const runInstance = async (bundle: string, segment: Segment): Promise<ShimRun> => {
  const { options }: { options: InstanceOptions } = await import(bundle);
  const [scenario] = Object.values(options.scenarios);
  if (scenario === undefined) throw new Error('the script has no scenario');
  const lines: string[] = [];
  const shared = createShared(scenario, segment);
  const count = numbersOf(vusOf(scenario), segment).length;
  await Promise.all(
    Array.from({ length: count }, (_, nth) => {
      const idInTest = segment.index + nth * segment.of + 1;
      return runVirtualUser(bundle, { idInInstance: nth + 1, idInTest }, shared, lines);
    }),
  );
  return { lines, options };
};

const vusOf = (scenario: ScenarioSettings): number => scenario.vus ?? scenario.preAllocatedVUs ?? 1;

const numbersOf = (whole: number, { index, of }: Segment): readonly number[] =>
  Array.from({ length: whole }, (_, number) => number).filter((number) => number % of === index);

/** Which iteration is next, as k6's executors number them. */
const createShared = (scenario: ScenarioSettings, segment: Segment) => {
  const seconds = (text = '1s'): number => Number(text.replace(/s$/, ''));
  const rate = scenario.rate ?? 0;
  const planned =
    scenario.iterations ??
    Math.ceil((rate * seconds(scenario.duration)) / seconds(scenario.timeUnit));
  const mine = numbersOf(planned, segment);
  let begun = 0;
  return {
    name: 'load',
    next: () => {
      const iterationInTest = mine[begun];
      if (iterationInTest === undefined) return undefined;
      begun += 1;
      return { iterationInInstance: begun - 1, iterationInTest };
    },
  };
};

const runVirtualUser = (
  bundle: string,
  ids: Pick<VirtualUserData, 'idInInstance' | 'idInTest'>,
  shared: ReturnType<typeof createShared>,
  lines: string[],
): Promise<void> =>
  new Promise((resolve, reject) => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(join(import.meta.dirname, 'virtual-user.mjs'), {
      workerData: { bundle, flag, ...ids } satisfies VirtualUserData,
    });
    const reply = (message: unknown): void => {
      worker.postMessage(message);
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
    };
    worker.on('message', (message) => {
      if (message.kind === 'line') lines.push(message.line);
      else if (message.kind === 'next') reply(shared.next());
      else answerTo(message.request).then(reply, reject);
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
