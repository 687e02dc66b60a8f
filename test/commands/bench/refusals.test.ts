import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServicesFactory } from '../../../src/cli/run-cli.ts';
import { createServices } from '../../../src/cli/wiring/wiring.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';

/** Reading what the command line names is no effect. */
const reads = ['readFile'];

/** The real adapters, but none that does anything: each call is noted and fails. */
const watched = () => {
  const effects: string[] = [];
  const services: ServicesFactory = (io, settings) => {
    const real = createServices(io, settings);
    return new Proxy(real, {
      get: (target, name, receiver) => {
        // Whoever awaits the services asks whether they are a promise.
        if (name === 'then' || reads.includes(String(name)))
          return Reflect.get(target, name, receiver);
        return () => {
          effects.push(String(name));
          throw new Error(`${String(name)} was called`);
        };
      },
    });
  };
  return { effects, services };
};

const local: readonly string[] = [];
const url = ['--url', 'http://127.0.0.1:9/'];
const elsewhere = ['--url', 'http://service.example/'];
const stack = ['--stack', 'some-stack'];
const named = ['--function', 'some-function'];

describe('bench refuses before any effect', () => {
  it.each([
    ['a word too many', local, ['surplus']],
    ['environments of a URL', url, ['--concurrency', '2']],
    ['memory of a stack', stack, ['--memory', '256']],
    ['a function time-out of a URL', url, ['--function-timeout', '5s']],
    ['an origin latency of a function', named, ['--origin-latency', '80ms']],
    ['a source for a URL', url, ['--source', 'generated']],
    ['a source for the local Lambda', local, ['--source', 'generated']],
    ['an origin time-out for a function', named, ['--origin-timeout', '5s']],
    ['an unknown flag', local, ['--surplus']],
    ['a rate for autocannon', stack, ['--engine', 'autocannon', '--rate', '5/s']],
    ['a ramp for autocannon', stack, ['--engine', 'autocannon', '--stage', '1s:5']],
    ['think time for autocannon', stack, ['--engine', 'autocannon', '--think-time', '1s']],
    ['autocannon without keep-alive', url, ['--engine', 'autocannon', '--no-keepalive']],
    ['autocannon that signs', stack, ['--engine', 'autocannon', '--auth', 'iam']],
    ['an unknown engine', local, ['--engine', 'warp']],
    ['an engine for URLs on a function', named, ['--engine', 'http']],
    ['the invoking engine on a URL', url, ['--engine', 'invoke']],
    ['a transport for a URL', url, ['--via', 'invoke']],
    ['an unknown transport', stack, ['--via', 'carrier-pigeon']],
    ['signing of an invocation', stack, ['--via', 'invoke', '--auth', 'iam']],
    ['an unknown way to sign', stack, ['--auth', 'basic']],
    ['two targets', stack, url],
    ['phases of what cannot be emptied', url, ['--phase', 'cold']],
    ['two choices of phases', stack, ['--matrix', '--phase', 'cold']],
    ['an unknown phase', stack, ['--phase', 'tepid']],
    ['an unknown preset', stack, ['--preset', 'copy']],
    ['a price where none is known', url, ['--max-cost', '1']],
    ['a bad price', stack, ['--max-cost', 'much']],
    ['no virtual users', stack, ['--vus', '0']],
    ['too many virtual users', stack, ['--vus', '100001']],
    ['no iterations', stack, ['--iterations', '0']],
    ['a bad duration', stack, ['--duration', '10']],
    ['a duration of nothing', stack, ['--duration', '0s']],
    ['a bad rate', stack, ['--rate', 'fast']],
    ['a rate of nothing', stack, ['--rate', '0/s']],
    ['a bad stage', stack, ['--stage', '10s']],
    ['stages of two kinds', stack, ['--stage', '1s:5', '--stage', '1s:5/s']],
    ['stages that reach nobody', stack, ['--vus', '1', '--stage', '1s:0', '--duration', '2s']],
    ['a pool below its first size', stack, ['--rate', '5/s', '--vus', '5', '--max-vus', '4']],
    ['a pool without a rate', stack, ['--max-vus', '4']],
    ['integers of two kinds', stack, ['--int', '5', '--ints', '5-6']],
    ['integers out of range', stack, ['--ints', '0-6']],
    ['a bad seed', stack, ['--seed', '-1']],
    ['a bad header', stack, ['--header', 'nothing']],
    ['a bad threshold', stack, ['--threshold', 'http_reqs']],
    ['a threshold on no metric', stack, ['--threshold', 'http_reqz: count>1']],
    ['bad columns', stack, ['--summary-trend-stats', 'mean']],
    ['a bad output', stack, ['--out', 'xml=x.xml']],
    ['a bad time-out', stack, ['--timeout', 'soon']],
    ['a time to live that is none', stack, ['--dns', 'ttl=soon']],
    ['an unknown part of DNS', stack, ['--dns', 'select=random']],
    ['a bad latency of the origin', local, ['--origin-latency', 'slow']],
    ['a concurrency of none', local, ['--concurrency', '0']],
    ['an event for a URL', url, ['--payload', '{}']],
    ['an event for the local Lambda', local, ['--payload', '{}']],
    ['an event for a stack', stack, ['--payload', '{}']],
    ['a body for a function', named, ['--body', 'x']],
    ['a body for the local Lambda', local, ['--body', 'x']],
    ['a method for a stack', stack, ['--method', 'POST']],
    ['an event and an integer', named, ['--payload', '{}', '--int', '5']],
    ['an event and integers', named, ['--payload', '{}', '--ints', '5-6']],
    ['a method and integers', url, ['--method', 'POST', '--ints', '5-6']],
    ['an event and a header', named, ['--payload', '{}', '--header', 'x-a: 1']],
    ['an event and a body', named, ['--payload', '{}', '--body', 'x']],
    ['an unknown method', url, ['--method', 'STEAL']],
    ['GET with a body', url, ['--method', 'GET', '--body', 'x']],
    ['HEAD with a body', url, ['--method', 'HEAD', '--body', 'x']],
    ['standard input twice', url, ['--body', '-', '--body', '-']],
    ['a body for autocannon', url, ['--body', 'x', '--engine', 'autocannon']],
    ['an event that is no JSON', named, ['--payload', '{']],
    ['an empty list of events', named, ['--payload', ' [] ']],
    ['no file of events', named, ['--payload', '@no-such-file.json']],
    ['no body file', url, ['--body', '@no-such-file.bin']],
    ['heavy load: virtual users', elsewhere, ['--vus', '51']],
    ['heavy load: iterations', elsewhere, ['--vus', '10000', '--iterations', '10000']],
    ['heavy load: rate', elsewhere, ['--rate', '5000/s', '--duration', '1s']],
    ['heavy load: time', elsewhere, ['--duration', '2h']],
    ['a scenario with a rate for autocannon', stack, ['--scenario', 'rate-on-autocannon.yaml']],
  ])('%s: %j %j', async (_what, target, argv) => {
    const folder = await mkdtemp(join(tmpdir(), 'fibimg-refusals-'));
    const scenario = join(folder, 'rate-on-autocannon.yaml');
    await writeFile(scenario, 'engine: autocannon\nrate: 5/s\n');
    const line = argv.map((word) => word.replace('rate-on-autocannon.yaml', scenario));
    const outputs = ['--out', `csv=${join(folder, 'samples.csv')}`];
    const { effects, services } = watched();
    const { code, err } = await runFibimg(['bench', ...target, ...line, ...outputs], { services });
    expect([code, effects], err).toEqual([2, []]);
    expect(await readdir(folder)).toEqual(['rate-on-autocannon.yaml']);
  });
});
