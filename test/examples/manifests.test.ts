import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { ServicesFactory } from '../../src/cli/run-cli.ts';
import { createServices } from '../../src/cli/wiring/wiring.ts';
import { runFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';

const example = (name: string) =>
  readFile(join(import.meta.dirname, '../../examples', name), 'utf8');

/** Runs a command line as far as its first effect, and gives what that was asked for. */
const firstEffect = async (
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly name: string; readonly asked: unknown; readonly err: string }> => {
  let first = { name: 'none', asked: undefined as unknown };
  const services: ServicesFactory = (io, settings) =>
    new Proxy(createServices(io, settings), {
      get: (_target, name) =>
        name === 'then'
          ? undefined
          : (asked: unknown) => {
              first = { name: String(name), asked };
              throw new Error('the first effect');
            },
    });
  const { err } = await runFibimg(argv, { services, env });
  return { ...first, err };
};

const variables = (env: readonly { readonly name: string; readonly value: string }[]) =>
  Object.fromEntries(env.map(({ name, value }) => [name, value]));

describe('the manifests among the examples', () => {
  it('an Indexed Job, whose every pod makes a part of its own', async () => {
    const job = parse(await example('kubernetes-job.yaml'));
    const { completions, parallelism, completionMode, template } = job.spec;
    const [container] = template.spec.containers;
    const env = variables(container.env);
    expect([job.kind, completionMode, parallelism]).toEqual(['Job', 'Indexed', completions]);
    expect(env['FIBIMG_SHARDS']).toBe(String(completions));
    expect(container.command).toEqual(['fibimg']);
    const [mount, volume] = [container.volumeMounts[0], template.spec.volumes[0]];
    expect([mount.name, mount.mountPath]).toEqual([volume.name, env['XDG_STATE_HOME']]);
    for (let index = 0; index < completions; index += 1) {
      const at = { ...env, JOB_COMPLETION_INDEX: String(index) };
      const effect = await firstEffect(container.args, at);
      expect([effect.name, effect.err]).toEqual([
        'openSystem',
        expect.not.stringContaining('not known'),
      ]);
    }
  });

  it('an array job of AWS Batch', async () => {
    const { containerProperties, type } = JSON.parse(await example('batch-job-definition.json'));
    const { command, environment, mountPoints, volumes } = containerProperties;
    const env = variables(environment);
    const [program, ...argv] = command;
    expect([type, program]).toEqual(['container', 'fibimg']);
    expect(mountPoints).toEqual([
      { sourceVolume: volumes[0].name, containerPath: env['XDG_STATE_HOME'] },
    ]);
    const at = { ...env, AWS_BATCH_JOB_ARRAY_INDEX: '3', AWS_BATCH_JOB_ARRAY_SIZE: '4' };
    expect((await firstEffect(argv, at)).name).toBe('openSystem');
  });

  it("a TestRun of k6's operator, as export writes it", async () => {
    const text = await example('k6-testrun.yaml');
    const [comment = ''] = text.split('\n');
    const [, line = ''] = /^# (fibimg export .*)$/.exec(comment) ?? [];
    const folder = await temporaryFolder();
    const path = join(folder, 'run.yaml');
    const argv = line
      .split(' ')
      .slice(1)
      .map((word) => word.replace('k6-testrun.yaml', path));
    const { code, err } = await runFibimg(argv);
    expect(code, err).toBe(0);
    expect(`${comment}\n${await readFile(path, 'utf8')}`).toBe(text);
    expect(parseAllDocuments(text).map((one) => one.toJS().kind)).toEqual(['ConfigMap', 'TestRun']);
  });
});
