import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Figures {
  /** As the tool itself says. */
  readonly perSecond: number;
  /** Milliseconds by percentile; those that the tool does not tell are missing. */
  readonly latencyMs: Readonly<Record<string, number>>;
}

/** A load generator: how it is called for so many connections and seconds, and how its output reads. */
export interface Tool {
  readonly name: string;
  command(url: string, connections: number, seconds: number): readonly string[];
  read(output: string, seconds: number): Figures;
}

/** Every `key` and number that the pattern finds, the number times `factor`. */
const found = (output: string, pattern: RegExp, factor = 1): Record<string, number> =>
  Object.fromEntries(
    [...output.matchAll(pattern)].map(([, key, value]) => [key, Number(value) * factor]),
  );

const numberIn = (output: string, pattern: RegExp): number => Number(pattern.exec(output)?.[1]);

/** A connection for each request, if so asked. */
interface Connections {
  readonly close?: boolean;
}

const wrk = ({ close }: Connections = {}): Tool => ({
  name: 'wrk',
  command: (url, c, s) => [
    ...['wrk', '-t1', `-c${c}`, `-d${s}s`, '--latency'],
    ...(close ? ['-H', 'Connection: close'] : []),
    url,
  ],
  read: (output) => ({
    perSecond: numberIn(output, /Requests\/sec:\s+([\d.]+)/),
    latencyMs: {
      ...found(output, /(\d+)%\s+([\d.]+)us/g, 0.001),
      ...found(output, /(\d+)%\s+([\d.]+)ms/g),
    },
  }),
});

const hey = ({ close }: Connections = {}): Tool => ({
  name: 'hey',
  command: (url, c, s) => [
    ...['hey', '-z', `${s}s`, '-c', `${c}`],
    ...(close ? ['-disable-keepalive'] : []),
    url,
  ],
  read: (output) => ({
    perSecond: numberIn(output, /Requests\/sec:\s+([\d.]+)/),
    latencyMs: found(output, /(\d+)% in ([\d.]+) secs/g, 1000),
  }),
});

const autocannonCli: Tool = {
  name: 'autocannon 9 CLI',
  command: (url, c, s) => [
    ...['node', 'node_modules/autocannon/autocannon.js', '-c', `${c}`, '-d', `${s}`],
    ...['--json', '--no-progress', url],
  ],
  read: (output) => {
    const { requests, latency } = JSON.parse(output);
    return { perSecond: requests.average, latencyMs: { 50: latency.p50, 99: latency.p99 } };
  },
};

const loadtest = (directory: string): Tool => ({
  name: 'loadtest',
  command: (url, c, s) => [
    ...['node', join(directory, 'node_modules/loadtest/bin/loadtest.js'), '-c', `${c}`],
    ...['-t', `${s}`, '-k', '--cores', '1', '--quiet', url],
  ],
  read: (output) => ({
    perSecond: numberIn(output, /Effective rps:\s+([\d.]+)/),
    latencyMs: found(output, /(\d+)%\s+([\d.]+) ms/g),
  }),
});

/** For clients of our own: so many requests instead of seconds, so that a starved one starts for no fewer. */
interface Counted {
  readonly requests?: number;
}

/** For our engine: how it uses connections, and a file of certificates that it trusts. */
interface ClientOptions extends Connections, Counted {
  readonly caFile?: string;
}

/** What our clients take for a length: seconds, or requests with an n. */
const lengthOf = (seconds: number, { requests }: Counted): string =>
  requests === undefined ? `${seconds}` : `${requests}n`;

const ours = (client: string, engine: string, options: ClientOptions): Tool => ({
  name: `fibimg ${engine}`,
  command: (url, c, s) => [
    ...['node', client, engine, url, `${c}`, lengthOf(s, options)],
    ...[options.close ? 'close' : 'keep', ...(options.caFile ? [options.caFile] : [])],
  ],
  read: (output, seconds) => {
    const { classes, metrics } = JSON.parse(output);
    if (classes.ok !== classes.started) throw new Error(`not all ok: ${output}`);
    const { 'p(50)': p50, 'p(95)': p95, 'p(99)': p99 } = metrics.duration;
    return { perSecond: classes.started / seconds, latencyMs: { 50: p50, 95: p95, 99: p99 } };
  },
});

/** Node with next to nothing around its sockets. */
const nodeFloor = (client: string, counted: Counted): Tool => ({
  name: 'node:net alone',
  command: (url, c, s) => ['node', client, url, `${c}`, lengthOf(s, counted)],
  read: (output, seconds) => ({
    perSecond: JSON.parse(output).answers / seconds,
    latencyMs: {},
  }),
});

const isInstalled = ({ name }: Tool): boolean => {
  try {
    execFileSync('which', [name]);
    return true;
  } catch {
    return false;
  }
};

/** A program of this folder, bundled as the product is. */
const bundled = async (name: string): Promise<string> => {
  const outfile = join(process.cwd(), `node_modules/.cache/load-${name}.mjs`);
  await build({
    ...{ entryPoints: [`benchmarks/load-peers/${name}.ts`], outfile, bundle: true },
    ...{ platform: 'node', format: 'esm', external: ['autocannon'], logLevel: 'error' },
  });
  return outfile;
};

export const ownEngine = async (
  engine: 'http' | 'autocannon',
  options: ClientOptions = {},
): Promise<Tool> => ours(await bundled('client'), engine, options);

/** Those of the peers that are here. */
export const installedPeers = (options: Connections = {}): readonly Tool[] =>
  [wrk(options), hey(options)].filter(isInstalled);

/** What our engine is held against: what node can do at least, and those of these peers that are here. */
export const references = async (counted: Counted = {}): Promise<readonly Tool[]> => [
  nodeFloor(await bundled('floor'), counted),
  ...installedPeers(),
];

/** Our engine and its references; with all, what else runs on node, of which loadtest is installed for the occasion. */
export const prepareTools = async (all: boolean): Promise<readonly Tool[]> => {
  const tools = [await ownEngine('http'), ...(await references())];
  if (!all) return tools;
  const directory = mkdtempSync(join(tmpdir(), 'fibimg-load-'));
  execFileSync('npm', ['install', '--prefix', directory, '--silent', 'loadtest@8.2.1'], {
    stdio: 'ignore',
  });
  return [...tools, await ownEngine('autocannon'), autocannonCli, loadtest(directory)];
};
