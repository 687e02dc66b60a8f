import fc from 'fast-check';
import type { ObjectCreated } from '../../../src/core/events/s3-event.ts';

/** Any key that JSON can carry. */
export const keys = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

const hex = fc.string({
  unit: fc.constantFrom(...'0123456789abcdefABCDEF'),
  minLength: 1,
  maxLength: 24,
});

export const sequencers = hex;

/** Whole seconds, for EventBridge has no more. */
const times = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);

export const uploads: fc.Arbitrary<ObjectCreated> = fc.record(
  {
    region: fc.constantFrom('us-east-1', 'eu-central-1'),
    bucket: fc.constantFrom('images', 'other.bucket'),
    key: keys,
    sequencer: sequencers,
    bytes: fc.nat(),
    eTag: fc.constantFrom('d41d8cd98f00b204e9800998ecf8427e'),
    versionId: fc.constantFrom('IYV3p45BT0ac8hjHg1houSdS1a.Mro8e', 'null'),
    unixMs: times,
  },
  { requiredKeys: ['region', 'bucket', 'key', 'sequencer'] },
);

export const circumstances = {
  requestId: 'C3D13FE58DE4C810',
  account: '123456789012',
  eventId: '17793124-05d4-b198-2fde-7ededc63b103',
};
