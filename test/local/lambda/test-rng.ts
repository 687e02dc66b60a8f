import { randomInt, randomUUID } from 'node:crypto';
import type { Rng } from '../../../src/core/service/ports.ts';

export const testRng: Rng = { below: (bound) => randomInt(bound), uuid: () => randomUUID() };
