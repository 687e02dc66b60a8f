import { StringDecoder } from 'node:string_decoder';
import { FibimgError } from '../../core/error.ts';
import { isObject, membersOf, parseJson, stringOrNone } from '../../core/json.ts';

/** One value of a metric, as `k6 run --out json` writes it. */
export interface K6Point {
  readonly metric: string;
  readonly value: number;
  /** RFC 3339. */
  readonly time: string;
  readonly tags: ReadonlyMap<string, unknown>;
  readonly metadata: ReadonlyMap<string, unknown>;
}

/** Longer than any line of k6 can be: what has none is no file of points, and is not gathered up. */
const longestLine = 1_000_000;

/**
 * Takes in a file of points piece by piece, in bounded memory, and tells of the points of the metrics that are wanted; a
 * line of another metric is not even parsed. Throws a usage error that names the line of anything that is no point.
 */
export const createPointLines = (
  name: string,
  wanted: ReadonlySet<string>,
  onPoint: (point: K6Point) => void,
) => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let lines = 0;

  const refuse = (why: string): FibimgError =>
    new FibimgError('usage', `${name} is not a file of k6's points`, {
      why: `line ${lines}: ${why}`,
      hint: 'k6 run --out json=FILE writes one; a summary is none',
    });
  const take = (line: string): void => {
    lines += 1;
    const metric = metricAtOnce(line);
    if ((metric !== undefined && !wanted.has(metric)) || line.trim() === '') return;
    const members = membersOf(parseJson(line));
    const type = members.get('type');
    if (type === 'Metric') return;
    const of = stringOrNone(members.get('metric'));
    if (type !== 'Point' || of === undefined) throw refuse('it is neither a metric nor a point');
    if (!wanted.has(of)) return;
    const data = membersOf(members.get('data'));
    const [value, time] = [data.get('value'), data.get('time')];
    if (typeof value !== 'number' || typeof time !== 'string' || !isTags(data.get('tags'))) {
      throw refuse(`its point of ${of} has no value, time or tags`);
    }
    const [tags, metadata] = [membersOf(data.get('tags')), membersOf(data.get('metadata'))];
    onPoint({ metric: of, value, time, tags, metadata });
  };

  return {
    push(bytes: Uint8Array): void {
      const text = rest + decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      let from = 0;
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
        take(text.slice(from, end));
        from = end + 1;
      }
      rest = text.slice(from);
      if (rest.length > longestLine) {
        lines += 1;
        throw refuse('it is too long');
      }
    },
    /** Whether the last line was cut, as where k6 was killed: it does not count. */
    end(): boolean {
      const last = rest + decoder.end();
      if (last.trim() === '') return false;
      if (parseJson(last) === undefined) return true;
      take(last);
      return false;
    },
    lines: () => lines,
  };
};

/** As k6 writes its keys; of a line in another order the whole is read. */
const opening = '{"metric":"';
const metricAtOnce = (line: string): string | undefined =>
  line.startsWith(opening)
    ? line.slice(opening.length, line.indexOf('"', opening.length))
    : undefined;

const isTags = (tags: unknown): boolean => tags === undefined || tags === null || isObject(tags);

/** RFC 3339, up to nanoseconds, as microseconds since 1970; undefined for anything else. */
export const epochUsOf = (time: string): number | undefined => {
  const [, second = '', fraction = '', zone = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  const epochMs = Date.parse(second + zone);
  return Number.isNaN(epochMs)
    ? undefined
    : epochMs * 1000 + Number(fraction.padEnd(9, '0')) / 1000;
};
