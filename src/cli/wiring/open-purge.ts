import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PurgePlace, PurgeRequest } from '../../commands/command/purge-place.ts';
import type { Settings } from '../../config/settings.ts';
import { FibimgError } from '../../core/error.ts';
import { tolerateMissing } from '../../core/upkeep/purge-missing.ts';
import type { PurgeTarget } from '../../core/upkeep/purge-target.ts';
import type { Io } from '../../process/io.ts';
import { openEmbedded } from './open-embedded.ts';

/** What a purge acts on, with adapters for only those parts of it that it is asked for. */
export const openPurge = async (
  io: Io,
  settings: Settings,
  request: PurgeRequest,
  onMissing: (what: string) => void,
): Promise<PurgePlace> => {
  const place = await openPlace(io, settings, request, onMissing);
  return request.missingOk ? { ...place, target: tolerateMissing(place.target, onMissing) } : place;
};

const openPlace = async (
  io: Io,
  settings: Settings,
  request: PurgeRequest,
  onMissing: (what: string) => void,
): Promise<PurgePlace> => {
  const { target } = request;
  switch (target.kind) {
    case 'embedded':
      return openEmbeddedPurge(io, target.dataDir, request);
    case 'stack':
    case 'resources': {
      const { openAwsPurge } = await import('./open-aws-purge.ts');
      return openAwsPurge(io, settings, { ...request, target }, onMissing);
    }
    default:
      throw new FibimgError('usage', `there is nothing to purge at a ${target.kind}`);
  }
};

const nothing: PurgeTarget = {
  stages: [
    { name: 'nothing', batchSize: 1, list: async () => ({ things: [] }), remove: async () => [] },
  ],
  foreign: async () => [],
};

/** A store that was never made is empty, and is not made only to be emptied. */
const openEmbeddedPurge = async (
  io: Io,
  dir: string,
  { only, events }: PurgeRequest,
): Promise<PurgePlace> => {
  const place = {
    title: `the embedded store ${dir}`,
    confirmation: 'embedded',
    table: only === 'bucket' ? undefined : join(dir, 'table'),
    bucket: only === 'table' ? undefined : dir,
  };
  if (!existsSync(join(dir, 'incoming')))
    return { ...place, target: nothing, close: async () => {} };
  const { createEmbeddedPurgeTarget } = await import('../../local/store/purge-embedded.ts');
  const { metadata } = await openEmbedded(io, { dataDir: dir });
  const target = createEmbeddedPurgeTarget({ dir, metadata, only, events });
  return { ...place, target, close: async () => {} };
};
