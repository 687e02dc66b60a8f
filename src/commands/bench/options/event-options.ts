import { option } from '../../../config/option.ts';

const group = { group: 'Event' } as const;

/** Of a load of events. */
export const eventOptions = {
  event: option.choice(['s3-put'], {
    ...group,
    noun: 'event',
    placeholder: 'kind',
    help: 'upload images, and time them until their thumbnails are known: s3-put',
  }),
  eventGrace: option.duration({
    ...group,
    help: 'when the load is over, wait so long for what is late',
    min: 0,
    max: 24 * 3_600_000,
    default: 10_000,
  }),
} as const;
