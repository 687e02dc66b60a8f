import { CreateClusterCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn } from '../../support/aws/aws-stores.ts';
import { startMoto } from '../../support/aws/moto.ts';
import { fleetContract } from './fleet-adapters.ts';

let moto: Awaited<ReturnType<typeof startMoto>>;
let clients: AwsClients;
let made = 0;

beforeAll(async () => {
  stubAwsEnv();
  moto = await startMoto();
  clients = clientsOn(moto.url);
});
afterAll(async () => {
  await clients.close();
  await moto.close();
  vi.unstubAllEnvs();
});

fleetContract('moto', async () => {
  made += 1;
  const [bucket, cluster] = [`fleet-bucket-${made}`, `fleet-${made}`];
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
  await (await clients.s3()).send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }),
  );
  const ecs = await clients.ecs();
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      // Of a network of its own moto wants more than the clients that are made here can give it.
      family: 'fleet',
      containerDefinitions: [{ name: 'Generator', image: 'node', memory: 4096 }],
    }),
  );
  const place = {
    ...{ cluster, taskDefinition: taskDefinition?.taskDefinitionArn ?? '' },
    ...{ securityGroup: 'sg-1', subnets: ['subnet-1'] },
  };
  return { clients, bucket, place };
});
