import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './build-lambda.mjs';

const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * The packages of which at least one file is in a bundle, by name and version.
 *
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @returns {Promise<readonly import('./bundled-packages.d.mts').BundledPackage[]>}
 */
export const bundledPackages = async (metafiles) => {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.flatMap((input) => packageFolder.exec(input)?.[0] ?? []));
  const packages = await Promise.all([...folders].map(describePackage));
  return packages.sort((one, other) => (one.id < other.id ? -1 : 1));
};

const describePackage = async (folder) => {
  const about = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const { name, version, license } = about;
  return { id: `${name}@${version}`, name, version, license, folder };
};
