import { jobPartition } from '../events/job-table.ts';
import { thumbnailPartition } from '../events/thumbnail-item.ts';
import {
  benchFolder,
  isBenchUpload,
  isThumbnailKey,
  thumbnailPrefix,
  uploadPrefix,
} from '../events/thumbnail-keys.ts';

/** Where things of one kind lie, by a prefix or a partition key, and which of those there are ours by their exact form. */
interface Leavings {
  readonly name: string;
  readonly place: string;
  readonly isOurs: (key: string) => boolean;
}

/** What events leave in the table: the items of uploads, and those that keep a job from running twice. */
export const itemsOfEvents: readonly Leavings[] = [
  {
    name: 'items of thumbnails',
    place: thumbnailPartition,
    isOurs: (key) => key.startsWith(uploadPrefix),
  },
  { name: 'items of jobs', place: jobPartition, isOurs: (key) => /^(seed|warm)$/.test(key) },
];

/** And in the bucket: thumbnails, and the uploads that a bench has made. Whatever else was uploaded is its owner's. */
export const objectsOfEvents: readonly Leavings[] = [
  { name: 'thumbnails', place: thumbnailPrefix, isOurs: isThumbnailKey },
  { name: 'uploads of benches', place: benchFolder, isOurs: isBenchUpload },
];
