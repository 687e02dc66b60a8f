import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { fleetPlaceOf } from '../../src/core/fleet/fleet-place.ts';
import { synthesise } from './synthesise.ts';

const { template } = synthesise({ fleet: 'on' });
const { template: without } = synthesise();

test('a stack has no fleet unless it is asked for', () => {
  for (const type of ['AWS::ECS::Cluster', 'AWS::ECS::TaskDefinition', 'AWS::EC2::VPC']) {
    without.resourceCountIs(type, 0);
    template.resourceCountIs(type, 1);
  }
});

test('a network of its own: two public subnets, and nothing that costs by the hour', () => {
  template.resourceCountIs('AWS::EC2::Subnet', 2);
  template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: true });
  for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP', 'AWS::EC2::VPCEndpoint']) {
    template.resourceCountIs(type, 0);
  }
  // Its zones are chosen at deployment: no look-up, and so no credentials, at synthesis.
  template.allResourcesProperties('AWS::EC2::Subnet', {
    AvailabilityZone: { 'Fn::Select': [Match.anyValue(), { 'Fn::GetAZs': '' }] },
  });
});

test('nobody gets in', () => {
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: Match.absent(),
    SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: '-1' }],
  });
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
});

test('a bare Node by its digest, on Fargate', () => {
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    Cpu: '2048',
    Memory: '4096',
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    ContainerDefinitions: [
      Match.objectLike({
        Name: 'Generator',
        EntryPoint: ['node'],
        Image: Match.stringLikeRegexp(
          '^public\\.ecr\\.aws/docker/library/node@sha256:[0-9a-f]{64}$',
        ),
        PortMappings: Match.absent(),
        LogConfiguration: Match.objectLike({ LogDriver: 'awslogs' }),
      }),
    ],
  });
  const fleetImage = `registry.example/node@sha256:${'0'.repeat(64)}`;
  synthesise({ fleet: 'on', fleetImage }).template.hasResourceProperties(
    'AWS::ECS::TaskDefinition',
    { ContainerDefinitions: [Match.objectLike({ Image: fleetImage })] },
  );
});

test('a task may do nothing but have its log written', () => {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) =>
    id.startsWith('Fleet'),
  );
  expect(roles).toHaveLength(2);
  for (const [, { Properties }] of roles) {
    expect(Properties.ManagedPolicyArns).toBeUndefined();
    expect(Properties.AssumeRolePolicyDocument.Statement[0].Principal).toEqual({
      Service: 'ecs-tasks.amazonaws.com',
    });
  }
  const ids = new Set(roles.map(([id]) => id));
  const own = policies.filter(({ Properties }) => ids.has(Properties.Roles[0].Ref));
  const [log] = Object.keys(template.findResources('AWS::Logs::LogGroup')).filter((id) =>
    id.startsWith('Fleet'),
  );
  expect(own.map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
    [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [log, 'Arn'] },
      },
    ],
  ]);
});

test('logs and forgotten objects expire, and all of it goes with the stack', () => {
  template.allResources('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Delete',
    Properties: { RetentionInDays: 30 },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: Match.arrayWith([{ Prefix: 'fleet/', ExpirationInDays: 1, Status: 'Enabled' }]),
    },
  });
  const retained = Object.values(template.toJSON()['Resources']).filter(
    (resource) => Object(resource).DeletionPolicy === 'Retain',
  );
  expect(retained).toEqual([]);
});

test('the bench finds its parts by the ids that the template gives them', () => {
  const resources = Object.entries(template.toJSON()['Resources']).map(([logicalId, resource]) => ({
    ...{ logicalId, type: String(Object(resource).Type) },
    ...{ physicalId: `physical-${logicalId}`, status: 'CREATE_COMPLETE' },
  }));
  expect(fleetPlaceOf({ resources })).toMatchObject({
    cluster: expect.stringContaining('physical-FleetCluster'),
    taskDefinition: expect.stringContaining('physical-FleetTask'),
    securityGroup: expect.stringContaining('physical-FleetSecurityGroup'),
    subnets: expect.objectContaining({ length: 2 }),
  });
});

test.each([
  [{ fleetImage: `node@sha256:${'0'.repeat(64)}` }, '-c fleetImage: it goes with fleet=on'],
  [{ fleet: 'on', fleetImage: 'node:24' }, '-c fleetImage=node:24: must be an image by its digest'],
  [{ parity: 'original', fleet: 'on' }, '-c fleet: parity=original has the exact shape'],
])('%j is refused', (switches, message) => {
  expect(() => synthesise(switches)).toThrow(message);
});
