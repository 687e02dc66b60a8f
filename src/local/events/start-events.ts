import { makeBridgeEvent } from '../../core/events/s3-event.ts';
import { makeSequencer } from '../../core/events/sequencer.ts';
import { uploadPrefix } from '../../core/events/thumbnail-keys.ts';
import { localResources } from '../../core/service/local-context.ts';
import type { Clock, Rng } from '../../core/service/ports.ts';
import { startSchedule } from './schedule.ts';
import { type Upload, watchUploads } from './upload-watcher.ts';

interface EventsOptions {
  /** The folder that is the bucket; undefined where nobody is told of uploads. */
  readonly dir: string | undefined;
  readonly schedule: { readonly everyMs: number; readonly input: unknown } | undefined;
  /** Takes an event for the function; false where there is no room for it. */
  readonly deliver: (event: unknown) => boolean;
  /** Hears of an event that was not taken. */
  readonly onRefused: (what: string) => void;
  readonly clock: Clock;
  readonly rng: Rng;
}

export interface LocalEvents {
  /** An upload that came by the wire. */
  written(upload: Upload): void;
  close(): Promise<void>;
}

const account = '000000000000';

/** The events of uploads, as EventBridge brings them, and of a schedule, as its target's constant input. */
export const startEvents = async (options: EventsOptions): Promise<LocalEvents> => {
  const { dir, schedule, deliver, onRefused, clock, rng } = options;
  const { bucket, region } = localResources;
  let count = 0;
  const uploaded = ({ key, bytes, eTag }: Upload): void => {
    const unixMs = clock.now().getTime();
    count += 1;
    const sequencer = makeSequencer(unixMs, count);
    const object = { region, bucket, key, bytes, eTag, sequencer, unixMs };
    const circumstances = { requestId: rng.uuid(), account, eventId: rng.uuid() };
    if (!deliver(makeBridgeEvent(object, circumstances))) onRefused(key);
  };
  const watcher = dir === undefined ? undefined : await watchUploads({ dir, onUpload: uploaded });
  const endSchedule =
    schedule &&
    startSchedule(
      schedule.everyMs,
      () => {
        if (!deliver(schedule.input)) onRefused('the schedule');
      },
      { elapsedMs: clock.elapsedMs },
    );
  return {
    written: (upload) => {
      if (watcher === undefined || !upload.key.startsWith(uploadPrefix)) return;
      watcher.seen(upload.key);
      uploaded(upload);
    },
    close: async () => {
      await Promise.all([watcher?.close(), endSchedule?.()]);
    },
  };
};
