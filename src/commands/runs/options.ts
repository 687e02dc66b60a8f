import { option } from '../../config/option.ts';

export const runsOptions = {
  keep: option.count({
    help: 'remove all but that many of the newest',
    min: 0,
    max: 1_000_000,
    otherwise: 'none is removed',
  }),
} as const;
