import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './build-lambda.mjs';

const licenceFile = /^(licen[cs]e|copying|notice)([-.].*)?$/i;
const rule = '-'.repeat(80);

/**
 * What the licences of the bundled packages ask to be passed on: each text once, above it the packages that it is of.
 *
 * @param {readonly import('./bundled-packages.d.mts').BundledPackage[]} packages
 * @returns {Promise<string>}
 */
export const noticesOf = async (packages) => {
  const byText = new Map();
  for (const one of packages) {
    const text = await licenceText(one);
    byText.set(text, [...(byText.get(text) ?? []), `${one.id} (${one.license})`]);
  }
  const sections = [...byText].map(([text, ids]) => `${rule}\n${ids.join('\n')}\n\n${text}\n`);
  return `fibimg contains these packages, under their own licences.\n\n${sections.join('\n')}`;
};

const licenceText = async ({ folder, license }) => {
  const path = join(root, folder);
  const files = (await readdir(path)).filter((file) => licenceFile.test(file)).sort();
  if (files.length === 0) return `Published under ${license}, without a text of its own.`;
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  return texts.map((text) => text.replace(/\r\n/g, '\n').trim()).join('\n\n');
};
