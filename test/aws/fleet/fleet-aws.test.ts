import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAwsClients } from '../../../src/aws/client/clients.ts';
import { createFleetFolder } from '../../../src/aws/fleet/fleet-folder.ts';
import { createFleetTasks } from '../../../src/aws/fleet/fleet-tasks.ts';
import { awsEnv, stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn } from '../../support/aws/aws-stores.ts';
import { type EcsOptions, startEcs } from '../../support/aws/ecs-stand-in.ts';
import { createBucket } from '../../support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../../support/aws/s3/s3-server.ts';
import { fleetContract } from './fleet-adapters.ts';

const place = {
  ...{ cluster: 'fleet', taskDefinition: 'fleet:1', securityGroup: 'sg-1' },
  subnets: ['subnet-1', 'subnet-2'],
};

const open = async (options: EcsOptions = {}) => {
  stubAwsEnv();
  const [ecs, s3] = [await startEcs(options), await startS3Server()];
  s3.buckets.set('images', createBucket());
  const ofS3 = clientsOn(s3.url);
  const clients = { ...clientsOn(ecs.url), s3: ofS3.s3 };
  onTestFinished(async () => {
    await Promise.all([clients.close(), ofS3.close(), ecs.close(), s3.close()]);
  });
  return { clients, bucket: 'images', place, ecs };
};

fleetContract('the stand-ins', open);

describe('calls that are not answered as one hopes', () => {
  it('a denied RunTask says which permission is missing', async () => {
    const refuse = () => ({ type: 'AccessDeniedException', message: 'not allowed', status: 400 });
    const { clients } = await open({ refuse });
    const tasks = await createFleetTasks(clients, place);
    const request = { count: 1, startedBy: 'run', token: 't', arguments: [], environment: {} };
    await expect(tasks.run(request)).rejects.toMatchObject({
      kind: 'denied',
      hint: 'these credentials need the permission ecs:RunTask',
    });
  });

  it('overrides that ECS would refuse are not sent', async () => {
    const { clients, ecs } = await open();
    const tasks = await createFleetTasks(clients, place);
    const environment = { FIBIMG_WORKER_URL: 'x'.repeat(8000) };
    const request = { count: 1, startedBy: 'run', token: 't', arguments: ['-e', 'x'], environment };
    const long = { ...request, environment: { ...environment, MORE: 'y'.repeat(300) } };
    await expect(tasks.run(long)).rejects.toMatchObject({ kind: 'refused' });
    expect(ecs.operations).toEqual([]);
    await tasks.run(request);
  });
});

/** SHA-256 as the SDK's signer wants it. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : secret && Buffer.from(secret as Uint8Array);
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

it("a signed URL is the one that the SDK's own signer makes", async () => {
  stubAwsEnv();
  const clients = createAwsClients({ region: 'eu-west-1', timeoutMs: 1000 });
  onTestFinished(() => clients.close());
  const folder = await createFleetFolder(clients, 'my-images', 'fibimg-a1b2');
  const url = new URL(await folder.sign('PUT', 'beat-0.json', 900));
  expect(`${url.origin}${url.pathname}`).toBe(
    'https://my-images.s3.eu-west-1.amazonaws.com/fleet/fibimg-a1b2/beat-0.json',
  );
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(url.searchParams.get('X-Amz-Date') ?? '') ??
    [];
  const signer = new SignatureV4({
    ...{ service: 's3', region: 'eu-west-1', sha256: Sha256, uriEscapePath: false },
    credentials: {
      accessKeyId: awsEnv.AWS_ACCESS_KEY_ID,
      secretAccessKey: awsEnv.AWS_SECRET_ACCESS_KEY,
      sessionToken: awsEnv.AWS_SESSION_TOKEN,
    },
  });
  const presigned = await signer.presign(
    {
      ...{ method: 'PUT', protocol: 'https:', hostname: url.hostname, path: url.pathname },
      ...{ query: {}, headers: { host: url.hostname, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
    },
    {
      expiresIn: 900,
      signingDate: new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`),
      unhoistableHeaders: new Set(['x-amz-content-sha256']),
      unsignableHeaders: new Set(['x-amz-content-sha256']),
    },
  );
  expect(presigned.query?.['X-Amz-Signature']).toBe(url.searchParams.get('X-Amz-Signature'));
});
