import { randomInt, randomUUID } from 'node:crypto';
import type { Rng } from '../../../src/core/ports.ts';

export const testRng: Rng = { below: (bound) => randomInt(bound), uuid: () => randomUUID() };
