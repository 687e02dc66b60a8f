import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { LocalLambda } from '../../../src/commands/command/local-lambda.ts';
import {
  type LocalLambdaOptions,
  startLocalLambda,
} from '../../../src/local/lambda/start-local-lambda.ts';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { createMemoryStore } from '../../support/cli/memory-store.ts';
import { buildBootstrap } from '../environment/build-bootstrap.ts';
import { testClock } from '../store/store-values.ts';
import { testRng } from './test-rng.ts';

const testHandler = join(import.meta.dirname, '..', '..', 'fixtures', 'local-handler.mjs');

export interface TestLambda extends LocalLambda {
  readonly logs: readonly string[];
  /** A request that asks the test handler for a behaviour. */
  ask(behaviour: string): Promise<Response>;
}

/** Starts local Lambdas over the test handler and a store in memory; each is closed with its test. */
export const useLocalLambda = () => {
  const dir = mkdtempSync(join(tmpdir(), 'fibimg-test-'));
  let bootstrap = '';
  beforeAll(async () => {
    bootstrap = await buildBootstrap(dir);
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return async (options: Partial<LocalLambdaOptions> = {}): Promise<TestLambda> => {
    const logs: string[] = [];
    const lambda = await startLocalLambda({
      bootstrap,
      bundle: testHandler,
      store: createMemoryStore(),
      origin: createGeneratedOrigin(),
      clock: testClock,
      rng: testRng,
      cpuCount: 2,
      onLog: (text) => logs.push(text),
      ...options,
    });
    let closing: Promise<number> | undefined;
    const close = (): Promise<number> => {
      closing ??= lambda.close();
      return closing;
    };
    onTestFinished(async () => {
      await close();
    });
    const ask = (behaviour: string) => fetch(`${lambda.url}/?do=${behaviour}`);
    return { ...lambda, close, logs, ask };
  };
};
