import { option } from '../../config/option.ts';
import { runOption } from '../command/run-option.ts';

export const verifyOptions = {
  run: option.text({ ...runOption, positional: 'the run' }),
} as const;
