import type { BenchDocument } from '../record/document.ts';
import { digestOf, runText } from '../run-file/digest.ts';
import { checkEffects } from './check-effects.ts';
import { checkEvents } from './check-events.ts';
import { checkKinds } from './check-kinds.ts';
import { checkPhases } from './check-phase.ts';
import { checkPopulations } from './check-populations.ts';
import { checkVerdicts } from './check-verdicts.ts';
import { createFindings, type Difference } from './findings.ts';

interface Verification {
  /** Figures that were computed anew. */
  readonly checked: number;
  readonly differences: readonly Difference[];
}

/**
 * Computes every figure of a run anew from its histograms, rounds and bursts, by code that shares nothing with what
 * recorded it, and compares the digest. `text` is the file's: a byte that changes no value is found as well.
 */
export const verifyRun = (document: BenchDocument, text: string): Verification => {
  const findings = createFindings();
  checkPhases(document, findings);
  checkPopulations(document, findings);
  checkKinds(document, findings);
  checkEffects(document, findings);
  checkEvents(document, findings);
  checkVerdicts(document, findings);
  const { digest } = document;
  const found = digestOf(document);
  if (digest !== found) findings.wrong('digest', digest ?? 'nothing', found);
  if (!spellings(document).includes(text)) {
    findings.wrong(
      'the text',
      'other white space or another spelling',
      'as fibimg bench writes it',
    );
  }
  return { checked: findings.checked() + 2, differences: findings.differences };
};

/** As it is saved, and as `--json` prints it. */
const spellings = (document: BenchDocument): readonly string[] => [
  runText(document),
  `${JSON.stringify(document, null, 2)}\n`,
];
