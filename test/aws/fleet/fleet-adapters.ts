import { expect, it } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { createFleetFolder } from '../../../src/aws/fleet/fleet-folder.ts';
import { createFleetTasks } from '../../../src/aws/fleet/fleet-tasks.ts';
import type { FleetPlace } from '../../../src/core/fleet/fleet-place.ts';

interface Judged {
  readonly clients: AwsClients;
  readonly bucket: string;
  readonly place: FleetPlace;
}

/** What a conductor asks of ECS and S3, on whatever stands in for them. */
export const fleetContract = (where: string, open: () => Promise<Judged>): void => {
  it(`the objects of one fleet, over ${where}`, async () => {
    const { clients, bucket } = await open();
    const folder = await createFleetFolder(clients, bucket, 'fibimg-a1b2');
    const other = await createFleetFolder(clients, bucket, 'fibimg-a1b');
    await other.put('plan.json', 'of another');
    await folder.put('plan.json', '{}');
    expect([await folder.get('plan.json'), await folder.get('none')]).toEqual(['{}', undefined]);
    // Whoever has a URL may do that one thing, with neither SDK nor credentials.
    const put = await fetch(await folder.sign('PUT', 'beat-0.json', 60), {
      method: 'PUT',
      body: '{"index":0}',
    });
    expect(put.status).toBe(200);
    const got = await fetch(await folder.sign('GET', 'beat-0.json', 60));
    expect([got.status, await got.text()]).toEqual([200, '{"index":0}']);
    const missing = await fetch(await folder.sign('GET', 'none', 60));
    expect([403, 404]).toContain(missing.status);
    await folder.clear();
    await folder.clear();
    expect([await folder.get('beat-0.json'), await other.get('plan.json')]).toEqual([
      undefined,
      'of another',
    ]);
  });

  it(`tasks, over ${where}`, async () => {
    const { clients, place } = await open();
    const tasks = await createFleetTasks(clients, place);
    const request = {
      ...{ count: 2, startedBy: 'fibimg-a1b2', token: 'fibimg-a1b2-0' },
      ...{ arguments: ['-e', 'setInterval(() => {}, 1000)'], environment: { A: 'b' } },
    };
    const { started, failures } = await tasks.run(request);
    expect([started.length, failures]).toEqual([2, []]);
    const listed = (await createFleetTasks(clients, { cluster: place.cluster })).startedBy;
    expect([...(await listed('fibimg-a1b2'))].sort()).toEqual([...started].sort());
    for (const arn of started) await tasks.stop(arn, 'the test is over');
    await expect.poll(() => tasks.ended(started), { timeout: 10_000 }).toHaveLength(2);
  });
};
