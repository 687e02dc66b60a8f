import type { Sample } from '../engine/sample.ts';

/** What all samples of a run have in common. */
export interface TagContext {
  readonly method: string;
  /** The address of a request; without pixels the address that groups them. */
  readonly urlOf: (pixels: number | undefined) => string;
  /** Microseconds since 1970 of an instant of the run's monotonic clock. */
  readonly epochUsOf: (us: number) => number;
}

export interface SampleTags {
  /** k6's system tags. */
  readonly system: Readonly<Record<string, string>>;
  /** Ours. */
  readonly extra: Readonly<Record<string, string>>;
}

/** A request's tags; the phase is the scenario. */
export const tagsOf = (
  sample: Sample,
  phase: string,
  { method, urlOf }: TagContext,
): SampleTags => {
  const ok = sample.class === 'ok';
  return {
    system: {
      ...(ok ? {} : { error: sample.errorCode ?? sample.class, error_code: k6ErrorCode(sample) }),
      expected_response: String(ok),
      group: '',
      method,
      name: urlOf(undefined),
      proto: 'HTTP/1.1',
      scenario: phase,
      status: String(sample.status),
      url: urlOf(sample.pixels),
    },
    extra: {
      ...(ok ? {} : { class: sample.class }),
      start: sample.start,
      outcome: sample.outcome,
    },
  };
};

/** k6's numbers for errors: 1000 and the HTTP status, or its own (k6 docs, "Error codes"). */
const k6ErrorCode = ({ class: kind, status, errorCode }: Sample): string => {
  if (status >= 400) return String(1000 + status);
  if (kind === 'timeout') return '1050';
  return codes.get(errorCode ?? '') ?? '1000';
};

const codes: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', '1101'],
  ['EAI_AGAIN', '1100'],
  ['ETIMEDOUT', '1211'],
  ['ECONNREFUSED', '1212'],
  ['EPIPE', '1201'],
  ['ECONNRESET', '1220'],
]);
