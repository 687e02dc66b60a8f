import type { BenchDocument } from '../record/document.ts';

/** What the arms of a duet were, in a word or two; told apart by their letters where that is the same. */
export const armLabels = (runs: readonly BenchDocument[]): readonly [a: string, b: string] => {
  const [a, b] = (['A', 'B'] as const).map((arm) => runs.find(({ duet }) => duet?.arm === arm));
  const sizes = [a, b].map((run) => run?.subject?.memoryMb);
  const differ = sizes[0] !== sizes[1];
  const label = (run: BenchDocument | undefined): string => {
    const { bundle, name, memoryMb } = run?.subject ?? {};
    const size = differ && memoryMb !== undefined ? ` with ${memoryMb} MB` : '';
    return `${bundle ?? name ?? run?.scenario.target ?? 'nothing'}${size}`;
  };
  const [one, other] = [label(a), label(b)];
  return one === other ? [`${one} (A)`, `${other} (B)`] : [one, other];
};
