import type { WorkerEnd, WorkerNews, WorkerRun } from '../../bench/workers/load-worker.ts';
import type { LoadEngineOptions } from '../../commands/command/services.ts';
import type { Settings } from '../../config/settings.ts';

/** What a bench tells a worker. */
export type ToWorker =
  | {
      readonly op: 'open';
      readonly settings: Settings;
      readonly url: string;
      readonly options: Omit<LoadEngineOptions, 'url'>;
    }
  | { readonly op: 'run'; readonly run: WorkerRun }
  | { readonly op: 'drain' };

/** What a worker tells its bench. */
export type FromWorker =
  | { readonly told: 'opened' }
  | { readonly told: 'news'; readonly news: WorkerNews }
  | { readonly told: 'end'; readonly end: WorkerEnd }
  | { readonly told: 'failure'; readonly message: string; readonly why?: string };
