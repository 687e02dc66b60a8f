import { isObject } from '../core/json.ts';
import { property, textProperty } from '../core/property.ts';

/** A request read from an event; what is absent or of the wrong type counts as not sent. */
type LambdaRequest = ImageRequest | OtherEvent;

export interface ImageRequest {
  readonly kind: 'http';
  readonly method: string;
  readonly path: string;
  /** Every value that the query gives for `int`, unchecked. */
  readonly int: readonly unknown[];
}

/** What is no request over HTTP: an operation, an event of another service, or nothing that this function knows. */
interface OtherEvent {
  readonly kind: 'event';
}

/**
 * Tells requests from other events: payload format 2.0 (function URL, HTTP API), and format 1.0 (REST API). A bare query,
 * as the original's own test sends, counts as a GET, and so does nothing at all.
 */
export const parseEvent = (event: unknown): LambdaRequest => {
  const http = property(property(event, 'requestContext'), 'http');
  const method = textProperty(http, 'method') ?? textProperty(event, 'httpMethod');
  if (method === undefined && !isBareQuery(event)) return { kind: 'event' };
  return {
    kind: 'http',
    method: method ?? 'GET',
    path: textProperty(event, 'rawPath') ?? textProperty(event, 'path') ?? '/',
    int: intValues(event),
  };
};

const isBareQuery = (event: unknown): boolean =>
  isObject(event)
    ? ('queryStringParameters' in event && !('operation' in event)) ||
      Object.keys(event).length === 0
    : event == null;

/** Format 1.0 lists every value; 2.0 joins them with commas, which only the raw query string tells from bad text. */
const intValues = (event: unknown): readonly unknown[] => {
  const listed = property(property(event, 'multiValueQueryStringParameters'), 'int');
  if (Array.isArray(listed) && listed.length > 1) return listed;
  const raw = new URLSearchParams(textProperty(event, 'rawQueryString')).getAll('int');
  if (raw.length > 1) return raw;
  const value = property(property(event, 'queryStringParameters'), 'int') ?? undefined;
  if (value !== undefined) return [value];
  return Array.isArray(listed) ? listed : raw;
};
