import { CreateStackCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
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
      ...{ family: 'fleet', networkMode: 'awsvpc', cpu: '2048', memory: '4096' },
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: [{ name: 'Generator', image: 'node', memory: 4096 }],
    }),
  );
  const place = {
    ...{ cluster, taskDefinition: taskDefinition?.taskDefinitionArn ?? '' },
    ...(await networkOf(`network-${made}`)),
  };
  return { clients, bucket, place };
});

/** moto starts tasks only in subnets that it knows. */
const networkOf = async (StackName: string) => {
  const VpcId = { Ref: 'Vpc' };
  const Resources = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId, CidrBlock: '10.0.0.0/24' } },
    Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId, GroupDescription: 'fleet' } },
  };
  const cloudFormation = await clients.cloudFormation();
  const TemplateBody = JSON.stringify({ Resources });
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
  const { StackResourceSummaries = [] } = await cloudFormation.send(
    new ListStackResourcesCommand({ StackName }),
  );
  const idOf = (id: string) =>
    StackResourceSummaries.find((one) => one.LogicalResourceId === id)?.PhysicalResourceId ?? '';
  return { securityGroup: idOf('Group'), subnets: [idOf('Subnet')] };
};
