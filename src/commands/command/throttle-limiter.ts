import { sleep } from '../../core/sleep.ts';
import { type AdaptiveLimiter, createAdaptiveLimiter } from '../../core/upkeep/adaptive-limiter.ts';
import type { CommandContext } from './command.ts';

/** A limiter for one service's calls, with as much patience as the settings have. */
export const throttleLimiter = ({
  io: { clock, rng },
  settings,
}: Pick<CommandContext, 'io' | 'settings'>): AdaptiveLimiter =>
  createAdaptiveLimiter({ clock, rng, sleep, patienceMs: settings.throttlePatience.value });
