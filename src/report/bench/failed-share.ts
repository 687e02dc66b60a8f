import type { PhaseSummary } from '../../bench/record/document.ts';

/** Above this share of failures a phase says more about the failures than about the service: no verdict rests on it. */
export const mostFailedShare = 0.05;

/** Of the requests that ended, those that did not end well; 0 where none ended. */
export const failedShare = ({ classes }: Pick<PhaseSummary, 'classes'>): number => {
  const ended = classes.started - classes.interrupted;
  return ended === 0 ? 0 : (ended - classes.ok) / ended;
};
