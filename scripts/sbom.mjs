// Writes the software bill of materials (CycloneDX): what npm installs with the package, and what its bundle contains.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build-lambda.mjs';

const bundled = new Set(
  JSON.parse(readFileSync(join(root, 'build/bundled.json'), 'utf8')).map(({ id }) => id),
);
const sbom = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  }),
);

const development = 'cdx:npm:package:development';
const isInstalled = ({ properties = [] }) => !properties.some(({ name }) => name === development);
const asBundled = (component) => ({
  ...component,
  properties: [{ name: 'cdx:npm:package:bundled', value: 'true' }],
});

const components = sbom.components.flatMap((component) => {
  if (isInstalled(component)) return [component];
  return bundled.has(`${component.name}@${component.version}`) ? [asBundled(component)] : [];
});
const kept = new Set([
  sbom.metadata.component['bom-ref'],
  ...components.map((component) => component['bom-ref']),
]);
const dependencies = sbom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }));

sbom.metadata.component.name = 'fibimg';
writeFileSync(
  join(root, 'dist/sbom.cdx.json'),
  `${JSON.stringify({ ...sbom, components, dependencies }, null, 2)}\n`,
);
