import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import type { BundledPackage } from '../../scripts/bundled-packages.mjs';

/** What is published, as npm would pack it after a build. */
const root = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const jsonOf = (path: string) => JSON.parse(textOf(path));

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}
let packed: Packed;
let files: readonly string[];
beforeAll(() => {
  const argv = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const answer = execFileSync('npm', argv, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  [packed] = JSON.parse(answer);
  files = packed.files.map(({ path }) => path);
});

const metafile: Metafile = jsonOf('build/cli.meta.json');
const bundled: readonly BundledPackage[] = jsonOf('build/bundled.json');
const manifest = jsonOf('package.json');

test('the package holds the program, the function and what its readers need', () => {
  const needed = [
    ...['bin/fibimg.js', 'dist/cli/main.cjs', 'dist/lambda/index.mjs', 'schemas/bench.schema.json'],
    ...['dist/cli/pages/help.txt', 'dist/cli/pages/version.txt', 'dist/cli/pages/help-bench.txt'],
    ...['dist/cli/report-page.js', 'dist/cli/report-style.css'],
    ...['README.md', 'LICENSE', 'CHANGELOG.md', 'dist/THIRD-PARTY-NOTICES.txt'],
  ];
  expect(files).toEqual(expect.arrayContaining(needed));
});

test('the package holds neither source, source maps nor what the build knows of itself', () => {
  const allowed = /^(bin|dist|docs|examples|schemas)\/|^(package\.json|LICENSE|[A-Z]+\.md)$/;
  expect(files.filter((path) => !allowed.test(path))).toEqual([]);
  expect(
    files.filter((path) => /\.map$|meta|\.ts$/.test(path.replace('docs/metrics.md', ''))),
  ).toEqual([]);
  expect(packed.unpackedSize).toBeLessThan(4_000_000);
});

test('what is drawn with in every report has its licence there', () => {
  expect(textOf('dist/cli/report-page.js')).toContain('Permission is hereby granted');
});

test('every link of a packaged page leads to a packaged file', () => {
  const pages = files.filter((path) => path.endsWith('.md'));
  const dead = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, target = '']) => join(page, '..', target))
      .filter((target) => !files.some((path) => path === target || path.startsWith(`${target}/`)))
      .map((target) => `${page}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test('what is installed with the package is what its bundle loads from outside', () => {
  const imported = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external && !path.startsWith('node:'))
    .map(({ path }) => path.split('/')[0] ?? path)
    // A proxy's client asks for it where a proxy wants Negotiate, and goes on without it.
    .filter((name) => !builtinModules.includes(name) && name !== 'kerberos');
  const installed = Object.keys(manifest.dependencies);
  expect(installed).toEqual(expect.arrayContaining(imported));
  const code = Object.keys(metafile.outputs).map(textOf).join('');
  expect(installed.filter((name) => !code.includes(`"${name}"`))).toEqual([]);
});

test('the notices name every bundled package, with its licence', () => {
  const notices = textOf('dist/THIRD-PARTY-NOTICES.txt');
  expect(bundled.length).toBeGreaterThan(20);
  const missing = bundled.filter(({ id, license }) => !notices.includes(`${id} (${license})`));
  expect(missing).toEqual([]);
  expect(notices).toContain('Permission is hereby granted, free of charge');
  expect(notices).toContain('Apache License');
});

test('the bill of materials lists what is installed and what is bundled, and no tool', () => {
  execFileSync(process.execPath, ['scripts/sbom.mjs'], { cwd: root });
  const sbom = jsonOf('dist/sbom.cdx.json');
  const components: readonly { name: string; version: string }[] = sbom.components;
  const listed = components.map(({ name, version }) => `${name}@${version}`);
  expect([sbom.bomFormat, sbom.metadata.component.name]).toEqual(['CycloneDX', 'fibimg']);
  expect(listed).toEqual(expect.arrayContaining(bundled.map(({ id }) => id)));
  for (const name of Object.keys(manifest.dependencies)) {
    expect(listed).toContain(`${name}@${manifest.dependencies[name]}`);
  }
  expect(listed.filter((id) => /^(vitest|typescript|aws-cdk)/.test(id))).toEqual([]);
});

test('the lock file holds a hash for what it installs with the package, and no address', () => {
  const { packages } = jsonOf('package-lock.json');
  const installed = Object.entries<{ dev?: boolean; integrity?: string; resolved?: string }>(
    packages,
  ).filter(([path]) => path !== '');
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  const bare = installed.filter(([, { dev, integrity }]) => !dev && !integrity);
  expect(bare.map(([path]) => path)).toEqual([]);
});
