/** A half of a store that can remove what it keeps; a deployed store is emptied by a purge instead. */
export interface Removable {
  /** Removing what is not there is no error. */
  remove(pixels: readonly number[], signal?: AbortSignal): Promise<void>;
}
