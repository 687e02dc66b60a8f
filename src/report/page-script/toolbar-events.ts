import type { OpenRun } from '../figures/open-run.ts';
import type { PageData } from '../figures/page-data.ts';
import type { Selection } from '../figures/selection.ts';
import { toolbar } from '../page/toolbar.ts';
import { secondsText } from '../page/words.ts';
import { byId } from './elements.ts';

interface Toolbar {
  readonly data: PageData;
  readonly open: OpenRun;
  readonly selection: () => Selection;
  readonly select: (selection: Selection) => void;
}

/** Makes the toolbar of a run anew, and listens to it. */
export const showToolbar = ({ data, open, selection, select }: Toolbar): void => {
  const form = byId('toolbar');
  form.innerHTML = toolbar(data, open, selection()).markup;
  form.onsubmit = () => false;
  form.oninput = ({ target }) => {
    if (target instanceof HTMLSelectElement) select({ run: Number(target.value), hidden: [] });
    else if (target instanceof HTMLInputElement && target.type === 'checkbox') {
      select({ ...selection(), hidden: uncheckedIn(form) });
    } else if (target instanceof HTMLInputElement) {
      select(withSpan(selection(), open, target.id === 'span-from'));
    }
  };
  byId('span-all').onclick = () => {
    const { span: _, ...rest } = selection();
    select(rest);
  };
};

const uncheckedIn = (form: HTMLElement): readonly string[] =>
  [...form.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
    .filter(({ checked }) => !checked)
    .map(({ value }) => value);

/** The two ends push each other: the one that is moved has its way. */
const withSpan = (selection: Selection, { seconds }: OpenRun, movedFrom: boolean): Selection => {
  const least = seconds / 200;
  const [first, last] = [inputOf('from').valueAsNumber, inputOf('to').valueAsNumber];
  const from = movedFrom ? Math.min(first, seconds - least) : Math.min(first, last - least);
  const to = movedFrom ? Math.max(last, from + least) : Math.max(last, least);
  const { span: _, ...rest } = selection;
  return from <= 0 && to >= seconds - 1e-6
    ? rest
    : { ...rest, span: { from: Math.max(0, from), to: Math.min(seconds, to) } };
};

const inputOf = (end: 'from' | 'to'): HTMLInputElement => {
  const input = byId(`span-${end}`);
  if (input instanceof HTMLInputElement) return input;
  throw new Error(`span-${end} is no input`);
};

/** What is selected by other means shows in the toolbar too. */
export const syncToolbar = ({ seconds }: OpenRun, { span, hidden }: Selection): void => {
  const shown = span ?? { from: 0, to: seconds };
  for (const end of ['from', 'to'] as const) {
    const input = inputOf(end);
    // A run that goes on grows.
    input.max = String(seconds);
    if (Math.abs(input.valueAsNumber - shown[end]) > Number(input.step)) {
      input.value = String(shown[end]);
    }
    input.ariaValueText = secondsText(shown[end]);
    const output = input.parentElement?.querySelector('output');
    if (output) output.textContent = secondsText(shown[end]);
  }
  const all = byId('span-all');
  if (all instanceof HTMLButtonElement) all.disabled = span === undefined;
  for (const box of document.querySelectorAll<HTMLInputElement>('#toolbar input[type=checkbox]')) {
    box.checked = !hidden.includes(box.value);
  }
};
