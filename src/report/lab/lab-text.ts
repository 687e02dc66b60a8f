import type { LabDocument } from '../../bench/lab/lab-document.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { burstParts } from './burst-parts.ts';
import { idleParts } from './idle-parts.ts';
import { memoryParts } from './memory-parts.ts';
import type { LabParts, LabStyle } from './parts.ts';

/** What an experiment found on one screen: what ran, its figures, and last what follows from them. */
export const labText = (document: LabDocument, style: LabStyle): string => {
  const paint = createPaint(style.colour);
  const { title, tables, notes, conclusion } = partsOf(document, style);
  const sentences = (lines: readonly string[]) => lines.flatMap((one) => wrap(one, style.width, 0));
  const seed = `seed ${document.seed}${document.interrupted ? ', interrupted' : ''}`;
  return [
    ...sentences([`${title}, ${seed}`]).map(paint.bold),
    ...tables.flatMap((table) => ['', ...table]),
    ...(notes.length === 0 ? [] : ['', ...sentences(notes)]),
    '',
    ...sentences(conclusion).map(paint.bold),
    '',
  ].join('\n');
};

const partsOf = (document: LabDocument, style: LabStyle): LabParts => {
  switch (document.lab) {
    case 'memory':
      return memoryParts(document, style);
    case 'burst':
      return burstParts(document, style);
    case 'idle':
      return idleParts(document, style);
  }
};
