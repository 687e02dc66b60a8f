import { property, textProperty } from '../core/property.ts';

/** A request read from an event; what is absent or of the wrong type counts as not sent. */
type LambdaRequest = ImageRequest | OperationRequest;

export interface ImageRequest {
  readonly kind: 'http';
  readonly method: string;
  readonly path: string;
  /** Every value that the query gives for `int`, unchecked. */
  readonly int: readonly unknown[];
}

export interface OperationRequest {
  readonly kind: 'operation';
  readonly operation: string;
  readonly input: unknown;
}

/**
 * Tells the kinds of event apart: payload format 2.0 (function URL, HTTP API), format 1.0 (REST API), and a direct
 * call with an `operation`. A bare object, as the original's own test sends, counts as a GET.
 */
export const parseEvent = (event: unknown): LambdaRequest => {
  const http = property(property(event, 'requestContext'), 'http');
  const method = textProperty(http, 'method') ?? textProperty(event, 'httpMethod');
  const operation = textProperty(event, 'operation');
  if (operation !== undefined && method === undefined) {
    return { kind: 'operation', operation, input: event };
  }
  return {
    kind: 'http',
    method: method ?? 'GET',
    path: textProperty(event, 'rawPath') ?? textProperty(event, 'path') ?? '/',
    int: intValues(event),
  };
};

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
