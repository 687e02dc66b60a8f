import { readFile } from 'node:fs/promises';
import { builtFile } from '../../process/built-file.ts';
import type { PageAssets } from '../../report/page/page-document.ts';

/** The script and style of the report page, as the build made them. */
export const readPageAssets = async (): Promise<PageAssets> => {
  const [script, style] = await Promise.all(
    ['report-page.js', 'report-style.css'].map((name) =>
      readFile(builtFile(`cli/${name}`), 'utf8'),
    ),
  );
  return { script: script ?? '', style: style ?? '' };
};
