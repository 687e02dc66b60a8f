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
    news: (place) => {
      // Where slots have become longer, all of them are others.
      const from = place?.slotMs === blocks.slotMs() ? place.block : 0;
      const changed = blocks.counted(from);
      const { coldStarts, timeouts, omitted } = marks.summary();
      return {
        ...{ from, blocks: changed },
        marks: {
          coldStarts: coldStarts.slice(place?.coldStarts),
          timeouts: timeouts.slice(place?.timeouts),
          omitted,
        },
        place: {
          slotMs: blocks.slotMs(),
          // The last one still fills.
          block: Math.max(0, from + changed.length - 1),
          ...{ coldStarts: coldStarts.length, timeouts: timeouts.length },
        },
      };
    },
    summary: () => ({
      blocks: blocks.list(),
      marks: marks.summary(),
      waterfall: waterfall.rows(),
    }),
  };
};
