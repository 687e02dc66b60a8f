import { FibimgError, messageOf } from '../../core/error.ts';
import { Interruption } from '../../process/io.ts';
import { printableLine } from '../../report/text/printable.ts';
import { exitBug, exitCodeOf, exitCodeOfSignal } from './exit-codes.ts';

interface FailureReport {
  readonly exitCode: number;
  /** For standard error, without a final newline. */
  readonly text: string;
}

interface FailureStyle {
  readonly command: string | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** What a thrown value means to the caller of the process: an exit code and words. */
export const describeFailure = (thrown: unknown, style: FailureStyle): FailureReport => {
  const interruption = interruptionIn(thrown);
  if (interruption) return describeInterruption(interruption, style);
  if (thrown instanceof FibimgError) return describeExpected(thrown, style);
  return describeBug(thrown, style);
};

/** An abort surfaces as its reason, or wrapped by what was aborted. */
const interruptionIn = (thrown: unknown): Interruption | undefined => {
  if (thrown instanceof Interruption) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined
    ? interruptionIn(thrown.cause)
    : undefined;
};

const prefix = ({ command }: FailureStyle): string => (command ? `fibimg ${command}` : 'fibimg');

const describeInterruption = (
  { signalName }: Interruption,
  style: FailureStyle,
): FailureReport => ({
  exitCode: exitCodeOfSignal[signalName],
  text: style.json
    ? errorJson('interrupted', `interrupted by ${signalName}`, undefined, undefined)
    : `${prefix(style)}: interrupted by ${signalName}`,
});

const describeExpected = (error: FibimgError, style: FailureStyle): FailureReport => {
  const exitCode = exitCodeOf[error.kind];
  if (style.json) {
    return { exitCode, text: errorJson(error.kind, error.message, error.why, error.hint) };
  }
  const lines = [`${prefix(style)}: ${printableLine(error.message)}`];
  if (error.why !== undefined) lines.push(indented('why', error.why));
  if (style.verbose) lines.push(indented('kind', error.kind), ...causes(error));
  if (error.hint !== undefined) lines.push(indented('try', error.hint));
  return { exitCode, text: lines.join('\n') };
};

const describeBug = (thrown: unknown, style: FailureStyle): FailureReport => {
  const message = messageOf(thrown);
  if (style.json) {
    return { exitCode: exitBug, text: errorJson('bug', message, undefined, undefined) };
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? message) : message;
  return {
    exitCode: exitBug,
    text: [
      `${prefix(style)}: this is a bug in fibimg: ${message}`,
      indented('at', stack),
      indented('try', 'report it with the lines above'),
    ].join('\n'),
  };
};

const indented = (label: string, text: string): string =>
  text
    .split('\n')
    .map((line, index) => `  ${(index === 0 ? label : '').padEnd(5)} ${line}`)
    .join('\n');

const causes = (error: Error): string[] => {
  const stack = error.stack?.split('\n').slice(1).join('\n').trim();
  const own = stack ? [indented('at', stack)] : [];
  return error.cause instanceof Error
    ? [...own, indented('from', error.cause.message), ...causes(error.cause)]
    : own;
};

const errorJson = (
  kind: string,
  message: string,
  why: string | undefined,
  hint: string | undefined,
): string => JSON.stringify({ error: { kind, message, why, hint } });
