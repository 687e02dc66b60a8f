import type { PhaseDetail } from '../record/phase-recorder.ts';
import { createBlocks } from './blocks.ts';
import { createMarks } from './marks.ts';
import { createWaterfall } from './waterfall.ts';

/** What a chart of a phase, or a merge of its parts, needs beyond its metrics. */
export const createDetail = (): PhaseDetail => {
  const blocks = createBlocks();
  const marks = createMarks();
  const waterfall = createWaterfall();
  return {
    sample(sample, phaseStartUs, us) {
      const isOk = sample.class === 'ok';
      blocks.sample(sample, phaseStartUs, isOk ? us : undefined);
      marks.sample(sample, phaseStartUs, us);
      if (isOk) waterfall.sample(sample);
    },
    dropped: blocks.dropped,
    summary: () => ({
      blocks: blocks.list(),
      marks: marks.summary(),
      waterfall: waterfall.rows(),
    }),
  };
};
