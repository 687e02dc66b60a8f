import { closest } from '../../core/closest.ts';
import type { ThresholdProblem } from './threshold.ts';
import { parseAmount, timeUnitsMs } from './threshold-expression.ts';

export interface ExpressionWithOptions {
  readonly expression: string;
  readonly abortOnFail: boolean;
  readonly delayAbortEvalMs: number;
}

/** Takes `abortOnFail` and `delayAbortEval=10s` off the end. */
export const takeOptions = (text: string, problems: ThresholdProblem[]): ExpressionWithOptions => {
  const options = { expression: text, abortOnFail: false, delayAbortEvalMs: 0 };
  for (;;) {
    const match = /^(.*[\w%µ])\s+([a-z]{4,})(?:=(\S*))?$/is.exec(options.expression);
    if (match === null) return options;
    const [, rest = '', name = '', value] = match;
    options.expression = rest;
    const delayMs = value === undefined ? undefined : parseAmount(value, timeUnitsMs);
    if (/^abortonfail$/i.test(name) && value === undefined) options.abortOnFail = true;
    else if (!/^delayaborteval$/i.test(name)) problems.push(unknownOption(name));
    else if (delayMs !== undefined && delayMs >= 0) options.delayAbortEvalMs = delayMs;
    else problems.push({ what: 'delayAbortEval needs a duration', hint: 'delayAbortEval=10s' });
  }
};

const unknownOption = (name: string): ThresholdProblem => {
  const near = closest(name, ['abortOnFail', 'delayAbortEval']);
  const hint = near ? `did you mean ${near}?` : 'abortOnFail or delayAbortEval=10s';
  return { what: `unknown option ${JSON.stringify(name)}`, hint };
};
