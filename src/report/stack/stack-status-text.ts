import { stackState } from '../../core/stack/stack-status.ts';
import type { createStyle } from '../text/style.ts';

/** CloudFormation's status, explained where it is not simply ready. */
export const statusText = (status: string, style: ReturnType<typeof createStyle>): string => {
  const { usable, words } = stackState(status);
  const text = words.hint === '' ? status : `${status}: ${words.short}, ${words.long}`;
  return style(words.hint === '' ? 'green' : usable ? 'yellow' : 'red', text);
};
