import type { BenchDocument } from '../../bench/record/document.ts';
import { headlineSvg } from '../../report/page/headline-svg.ts';
import { pageDataOf } from '../../report/page-data/page-data-of.ts';
import { renderRunMarkdown } from '../../report/run-text/run-markdown.ts';
import { renderRunText } from '../../report/run-text/run-text.ts';

interface TextLook {
  readonly colour: boolean;
  readonly width: number;
}

/** One run in a form that is no page. */
export const formatted = (
  documents: readonly BenchDocument[],
  format: 'md' | 'svg' | 'text',
  look: TextLook,
): string => {
  const data = pageDataOf(documents);
  switch (format) {
    case 'md':
      return renderRunMarkdown(data);
    case 'svg':
      return headlineSvg(data);
    case 'text':
      return renderRunText(data, look);
  }
};
