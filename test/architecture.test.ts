import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

// The import table of ARCHITECTURE.md. A folder's own files are always allowed. `types` are for `import type` only.
interface Rule {
  readonly folders: readonly string[];
  readonly types?: readonly string[];
  /** Single rooms of other folders. */
  readonly rooms?: readonly string[];
  /** Packages and Node built-ins; `node:*` stands for every built-in. */
  readonly packages: readonly string[];
}

const sdk = [
  '@aws-sdk/client-s3',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-cloudformation',
  '@aws-sdk/client-ecs',
  '@aws-sdk/client-cloudwatch-logs',
  '@smithy/core/config',
  '@smithy/core/endpoints',
  '@smithy/types',
];

const table: Readonly<Record<string, Rule>> = {
  core: { folders: [], packages: [] },
  process: { folders: [], types: ['core'], packages: ['node:url'] },
  config: { folders: ['core'], types: ['process'], packages: ['node:*'] },
  net: { folders: ['core'], packages: ['node:*', 'https-proxy-agent', 'proxy-from-env'] },
  origin: { folders: ['core', 'net'], packages: ['node:*', 'sharp'] },
  aws: { folders: ['core', 'net'], packages: ['node:*', 'aws4', ...sdk] },
  local: { folders: ['core'], packages: ['node:*', 'sharp'] },
  bench: {
    folders: ['core', 'config'],
    types: ['process'],
    packages: ['node:*', 'tinyqueue', 'autocannon', 'yaml'],
  },
  report: {
    folders: ['core'],
    types: ['bench'],
    rooms: ['bench/load', 'bench/record', 'bench/stats'],
    packages: ['node:crypto', 'node:util', 'node:stream', 'cli-table3', 'cli-progress', 'uplot'],
  },
  commands: {
    folders: ['core', 'bench', 'report', 'config'],
    types: ['process'],
    packages: ['node:path', 'node:util', 'cli-progress'],
  },
  lambda: { folders: ['core', 'origin', 'aws'], packages: ['node:*', 'sharp'] },
};

/**
 * The rooms of a layer, in the order in which they may use each other: a room uses those to its right, and never one to its left. Types count. `.` is the
 * files at the top of the layer.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'purge',
    'stack',
    'fleet',
    'logs',
    'renewal',
    'invoke',
    'store',
    'events',
    'light',
    'client',
  ],
  bench: [
    'lab',
    'workers',
    'compare',
    'ranks',
    'phases',
    'k6',
    'merge',
    'verify',
    'run-file',
    'threshold',
    'stats',
    'output',
    'scenario',
    'detail',
    'network',
    'event',
    'record',
    'logs',
    'invoke',
    'autocannon',
    'http',
    'engine',
    'load',
  ],
  cli: [
    '.',
    'wiring',
    'wiring/fleet',
    'wiring/renewal',
    'generator',
    'argv',
    'child',
    'files',
    'terminal',
  ],
  commands: [
    'import',
    'export',
    'merge',
    'bench',
    'lab',
    'bench/changes',
    'bench/fleet',
    'report',
    'compare',
    'config',
    'runs',
    'cost',
    'verify',
    'get',
    'invoke',
    'serve',
    'stack',
    'seed',
    'purge',
    'bench/result',
    'bench/live',
    'bench/options',
    'command',
  ],
  config: ['.'],
  core: [
    'fleet',
    'doctor',
    'upkeep',
    'renewal',
    'invocation',
    'events',
    'price',
    'report-line',
    'stack',
    'service',
    '.',
  ],
  lambda: ['.'],
  local: ['live-page', 'events', 'lambda', 'environment', 'wire', 'http', 'journal', 'store'],
  net: ['.'],
  origin: ['.'],
  process: ['.'],
  report: [
    'lab',
    'ci',
    'runs',
    'run-text',
    'page-script',
    'page',
    'page-data',
    'compare',
    'bench',
    'cost',
    'k6',
    'cards',
    'stack',
    'upkeep',
    'figures',
    'text',
  ],
};

/** So many files are read at a glance. */
const mostFilesInARoom = 21;

interface Import {
  readonly from: string;
  readonly target: string;
  readonly isType: boolean;
}

const root = resolve(import.meta.dirname, '..');

const sourceFiles = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map((path) => join(root, 'src', path));

const importsOf = (file: string): Import[] => {
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const statements = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
  return [...statements].map(([, type, fixed, dynamic]) => ({
    from: relative(root, file),
    target: fixed ?? dynamic ?? '',
    isType: type !== undefined,
  }));
};

const folderOf = (path: string): string => path.split('/')[1] ?? '';

const allImports = sourceFiles.flatMap(importsOf);

/** A source file's layer and room: `src/bench/http/line.ts` is in `bench` and `http`. */
const placeOf = (path: string): { readonly layer: string; readonly room: string } => {
  const [, layer = '', ...inside] = dirname(path).split('/');
  return { layer, room: inside.join('/') || '.' };
};

/** Every import of one source file by another, both as paths from the root. */
const arrows = allImports
  .filter(({ target }) => target.startsWith('.'))
  .map(({ from, target }) => ({
    from,
    to: relative(root, resolve(root, dirname(from), target)),
  }))
  .filter(({ to }) => to.startsWith('src/'));

/** The files that lead back to themselves, each circle once. */
const circles = (): string[][] => {
  const next = new Map<string, string[]>();
  for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push(path.slice(start));
    if (start >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
};

const isAllowed = ({ from, target, isType }: Import): boolean => {
  const folder = folderOf(from);
  const rule = table[folder];
  if (folder === 'cli') return true;
  if (rule === undefined) return false;
  if (!target.startsWith('.')) {
    const name = builtinModules.includes(target) ? `node:${target}` : target;
    return (
      rule.packages.includes(name) || (name.startsWith('node:') && rule.packages.includes('node:*'))
    );
  }
  const path = relative(root, resolve(root, dirname(from), target));
  if (path === 'package.json') return folder === 'bench';
  const to = folderOf(path);
  if ((rule.rooms ?? []).some((room) => path.startsWith(`src/${room}/`))) return true;
  return to === folder || rule.folders.includes(to) || (isType && (rule.types ?? []).includes(to));
};

it('finds the imports it is to judge', () => {
  expect(sourceFiles.length).toBeGreaterThan(30);
  expect(allImports.length).toBeGreaterThan(60);
});

it('keeps every folder to the import table', () => {
  const broken = allImports
    .filter((found) => !isAllowed(found))
    .map(({ from, target }) => `${from} imports ${target}`);
  expect(broken).toEqual([]);
});

it('lets a room use only the rooms after it in its layer', () => {
  const broken = arrows
    .map(({ from, to }) => ({ from, to, user: placeOf(from), used: placeOf(to) }))
    .filter(({ user, used }) => user.layer === used.layer && user.room !== used.room)
    .filter(({ user, used }) => {
      const order = rooms[user.layer] ?? [];
      return order.indexOf(user.room) > order.indexOf(used.room);
    })
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(broken).toEqual([]);
});

it('has no circle of imports, types included', () => {
  expect(circles()).toEqual([]);
});

it('knows every room, and none is too full', () => {
  const counts = new Map<string, number>();
  for (const file of sourceFiles.map((path) => relative(root, path))) {
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  const known = Object.entries(rooms).flatMap(([layer, names]) =>
    names.map((name) => (name === '.' ? `src/${layer}` : `src/${layer}/${name}`)),
  );
  expect([...counts.keys()].filter((folder) => !known.includes(folder))).toEqual([]);
  expect([...counts].filter(([, count]) => count > mostFilesInARoom)).toEqual([]);
});

it('has no source file of over 250 lines', () => {
  const styles = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.css'))
    .map((path) => join(root, 'src', path));
  const long = [...sourceFiles, ...styles].filter(
    (file) => readFileSync(file, 'utf8').split('\n').length > 251,
  );
  expect(long.map((file) => relative(root, file))).toEqual([]);
});

it('exports nothing that no other file names', () => {
  const files = ['src', 'test', 'bin', 'infra', 'scripts', 'benchmarks'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.m?[jt]s$/.test(path))
      .map((path) => join(root, folder, path)),
  );
  const words = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [word] of readFileSync(file, 'utf8').matchAll(/\w+/g)) {
      words.set(word, (words.get(word) ?? new Set()).add(file));
    }
  }
  const declared = /^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm;
  const unused = sourceFiles.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(declared)]
      .filter(([, name = '']) => words.get(name)?.size === 1)
      .map(([, name]) => `${relative(root, file)}: ${name}`),
  );
  expect(unused).toEqual([]);
});

it('says in ARCHITECTURE.md what belongs in each room', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const unsaid = Object.entries(rooms)
    .flatMap(([layer, names]) => names.map((name) => (name === '.' ? layer : `${layer}/${name}`)))
    .filter((room) => !text.includes(`| \`${room}\``));
  expect(unsaid).toEqual([]);
});

it('keeps the function free of the SDK and the command line', () => {
  const broken = allImports.filter(
    ({ from, target }) =>
      folderOf(from) === 'lambda' && /aws\/(?!light\/)|@aws-sdk|commander/.test(target),
  );
  expect(broken).toEqual([]);
});

it('lets the script of the report page reach nothing but what a browser has', () => {
  const reached = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { target, isType } of allImports.filter(({ from }) => from === file)) {
      if (isType) continue;
      if (target.startsWith('.')) visit(relative(root, resolve(root, dirname(file), target)));
      else packages.add(target);
    }
  };
  visit('src/report/page-script/main.ts');
  expect(reached.size).toBeGreaterThan(10);
  expect([...packages]).toEqual(['uplot']);
  const users = allImports.filter(({ target }) => target === 'uplot').map(({ from }) => from);
  expect(users.filter((file) => !file.startsWith('src/report/page-script/'))).toEqual([]);
});

it('lets nothing but bin import cli', () => {
  const broken = allImports.filter(
    ({ from, target }) =>
      folderOf(from) !== 'cli' &&
      relative(root, resolve(root, dirname(from), target)).startsWith('src/cli'),
  );
  expect(broken).toEqual([]);
});

it('lets time and chance in at their homes only', () => {
  const homes = [
    'src/cli/terminal/node-io.ts',
    'src/lambda/handler.ts',
    'src/local/environment/environment-main.ts',
  ];
  const broken = sourceFiles
    .map((file) => relative(root, file))
    .filter((file) => !homes.includes(file))
    .filter((file) =>
      /\b(Date\.now|Math\.random|performance\.now|process\.hrtime)\b|\bnew Date\(\)/.test(
        readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
      ),
    );
  expect(broken).toEqual([]);
});

it('lets only the frames of progress and pictures past the escaping of control characters', () => {
  const drawing = sourceFiles
    .map((file) => relative(root, file))
    .filter((file) =>
      /\b(stream|std\w+|terminal)\.draw\(/.test(readFileSync(join(root, file), 'utf8')),
    );
  expect(drawing.toSorted()).toEqual([
    // It hands frames on.
    'src/cli/terminal/safe-streams.ts',
    'src/commands/bench/live/live.ts',
    'src/commands/get/run.ts',
    'src/report/text/progress-bar.ts',
  ]);
});

it('lets the options of a command load no library, so that help starts as fast as Node', () => {
  const reach = (file: string, seen: Set<string>): readonly string[] => {
    if (seen.has(file)) return [];
    seen.add(file);
    return allImports
      .filter(({ from, isType }) => from === file && !isType)
      .flatMap(({ target }) => {
        if (!target.startsWith('.')) return target.startsWith('node:') ? [] : [target];
        return reach(relative(root, resolve(root, dirname(file), target)), seen);
      });
  };
  const declared = sourceFiles
    .map((file) => relative(root, file))
    .filter((file) => /^src\/commands\/.*options\.ts$/.test(file));
  expect(declared.length).toBeGreaterThan(5);
  expect(declared.flatMap((file) => reach(file, new Set()))).toEqual([]);
});
