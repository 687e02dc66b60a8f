import type { Metadata } from './metadata.ts';

/** The index of what is stored: DynamoDB, or its local stand-in. Absence is a value; only failure throws. */
export interface MetadataRepository {
  /** A consistent read. */
  find(pixels: number, signal?: AbortSignal): Promise<Metadata | undefined>;
  put(pixels: number, metadata: Metadata, signal?: AbortSignal): Promise<void>;
  /** The sizes that have an item, in no promised order. */
  list(signal?: AbortSignal): AsyncIterable<number>;
}

/** The bytes and their metadata document: S3, or its local stand-in. */
export interface ImageStore {
  findMetadata(pixels: number, signal?: AbortSignal): Promise<Metadata | undefined>;
  readImage(pixels: number, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  putImage(pixels: number, image: Uint8Array, signal?: AbortSignal): Promise<void>;
  putMetadata(pixels: number, metadata: Metadata, signal?: AbortSignal): Promise<void>;
  /** The sizes that have bytes, with how many, in no promised order. */
  list(signal?: AbortSignal): AsyncIterable<StoredImage>;
}

export interface StoredImage {
  readonly pixels: number;
  readonly bytes: number;
}

/** Where an image comes from when it is not stored yet. */
export interface ImageOrigin {
  fetch(pixels: number, signal?: AbortSignal): Promise<FetchedImage>;
}

/** A JPEG of pixels x pixels, checked, and what the answer said of it. */
export interface FetchedImage {
  readonly image: Uint8Array;
  /** The URL that answered, after redirects. */
  readonly finalUrl: string;
  readonly contentType: readonly string[] | null;
  readonly contentDisposition: readonly string[] | null;
}

export interface Clock {
  now(): Date;
  /** Monotonic milliseconds with microsecond resolution; only differences mean anything. */
  elapsedMs(): number;
}

export interface Rng {
  /** A uniformly random integer from 0 to bound - 1. */
  below(bound: number): number;
  uuid(): string;
}
