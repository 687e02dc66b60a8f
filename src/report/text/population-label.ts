import type { Population } from '../../bench/record/document.ts';

/** `cold start, image fetched` */
export const populationLabel = ({
  start,
  outcome,
}: Pick<Population, 'start' | 'outcome'>): string => {
  const starts = start === 'unknown' ? 'start unknown' : `${start} start`;
  if (outcome !== 'unknown') return `${starts}, image ${outcome}`;
  return start === 'unknown' ? 'nothing known' : starts;
};
