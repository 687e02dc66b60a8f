import { expect, it } from 'vitest';
import { createRunGate } from '../../../src/local/environment/run-gate.ts';

const cores = 2;
const stepMs = 5;

/** Asks again and again, so many at once, for what takes `cpuMs` of a core's time and `waitMs` of somebody else's. */
const createLoad = ({ cpuMs, waitMs }: { readonly cpuMs: number; readonly waitMs: number }) => {
  let [nowMs, answered] = [0, 0];
  const clock = { now: () => new Date(nowMs), elapsedMs: () => nowMs };
  const gate = createRunGate({ cores, clock, ownCpuMs: () => 0 });
  const atWork: { cpuLeftMs: number; readonly waitsUntilMs: number }[] = [];
  const ask = (mayWait: boolean): void =>
    gate.enter(() => atWork.push({ cpuLeftMs: cpuMs, waitsUntilMs: nowMs + waitMs }), mayWait);
  const step = (): void => {
    nowMs += stepMs;
    // The cores take turns between those that want one.
    for (let leftMs = cores * stepMs; leftMs > 0.001; ) {
      const wanting = atWork.filter(({ cpuLeftMs }) => cpuLeftMs > 0);
      if (wanting.length === 0) break;
      const shareMs = leftMs / wanting.length;
      for (const one of wanting) {
        const takenMs = Math.min(shareMs, one.cpuLeftMs);
        one.cpuLeftMs -= takenMs;
        leftMs -= takenMs;
      }
    }
    const ended = atWork.filter((one) => one.cpuLeftMs <= 0 && one.waitsUntilMs <= nowMs);
    for (const one of ended) {
      atWork.splice(atWork.indexOf(one), 1);
      gate.leave(cpuMs);
      answered += 1;
      ask(true);
    }
  };
  return {
    gate,
    ask,
    atWork: () => atWork.length,
    answered: () => answered,
    run: (steps: number): void => {
      for (let at = 0; at < steps; at += 1) step();
    },
    rest: (ms: number): void => {
      nowMs += ms;
    },
  };
};

const askMany = ({ ask }: ReturnType<typeof createLoad>, count: number): void => {
  for (let at = 0; at < count; at += 1) ask(true);
};

it('lets two a core run where they fill the cores, and the others wait', () => {
  const load = createLoad({ cpuMs: 4, waitMs: 0 });
  askMany(load, 50);
  expect(load.atWork()).toBe(50);
  load.run(200);
  expect(load.atWork()).toBe(2 * cores);
  expect(load.gate.waiting()).toBe(50 - 2 * cores);
  load.gate.open();
  expect(load.atWork()).toBe(50);
});

it('holds none of those that wait for something else than a core', () => {
  const load = createLoad({ cpuMs: 1, waitMs: 100 });
  askMany(load, 50);
  for (let at = 0; at < 100; at += 1) {
    load.run(1);
    expect(load.gate.waiting()).toBe(0);
  }
});

it('keeps the cores at work where each invocation waits as well', () => {
  const load = createLoad({ cpuMs: 4, waitMs: 40 });
  askMany(load, 100);
  load.run(2000);
  // Two cores could end one every 2 ms.
  expect(load.answered()).toBeGreaterThan(3500);
});

it('lets everyone in after a rest', () => {
  const load = createLoad({ cpuMs: 4, waitMs: 0 });
  askMany(load, 4);
  load.run(200);
  load.rest(1000);
  askMany(load, 46);
  expect(load.atWork()).toBe(50);
});

it('never holds one that may not wait', () => {
  const load = createLoad({ cpuMs: 4, waitMs: 0 });
  askMany(load, 50);
  load.run(200);
  load.ask(false);
  expect(load.atWork()).toBe(2 * cores + 1);
});

it('lets more in when those that run do not end', async () => {
  let nowMs = 0;
  const clock = { now: () => new Date(nowMs), elapsedMs: () => nowMs };
  const gate = createRunGate({ cores: 1, clock, ownCpuMs: () => 0 });
  for (let at = 0; at < 4; at += 1) gate.enter(() => {}, true);
  for (let at = 0; at < 10; at += 1) {
    nowMs += 50;
    gate.leave(60);
    gate.enter(() => {}, true);
  }
  expect(gate.waiting()).toBe(2);
  nowMs += 1000;
  await expect.poll(() => gate.waiting()).toBe(0);
});
