import type { Services } from '../../commands/command/services.ts';
import type { Settings } from '../../config/settings.ts';
import { FibimgError } from '../../core/error.ts';
import type { Io } from '../../process/io.ts';
import { createFileService } from '../files/file-service.ts';
import { awsOptionsOf } from './aws-options.ts';
import { createAwsServices } from './open-aws.ts';
import { openEmbedded } from './open-embedded.ts';

/** The composition root: adapters are made here, and loaded only when a command asks for them. */
export const createServices = (io: Io, settings: Settings): Services => {
  const aws = createAwsServices(io, settings);
  const services: Services = {
    ...aws.services,
    openStore: async (target, options) => {
      if (target.kind === 'stack' || target.kind === 'resources') {
        return aws.openStore(target, options);
      }
      if (target.kind !== 'embedded') {
        throw new FibimgError('usage', `there is no store to open at a ${target.kind}`);
      }
      return { ...(await openEmbedded(io, target)), close: async () => {} };
    },
    openOrigin: async (source, onOffline) => {
      const { openOrigin } = await import('./open-origin.ts');
      return openOrigin(io, settings, source, onOffline);
    },
    rasterise: async (image, width, height) => {
      const { rasterise } = await import('../../local/lambda/rasterise.ts');
      return rasterise(image, width, height);
    },
    openLoadEngine: async (options) => {
      const { openLoadEngine } = await import('./open-load-engine.ts');
      return openLoadEngine(io, settings, options);
    },
    measureClock: async ({ url, transport, ...trust }) => {
      const { measureClock } = await import('../generator/measure-clock.ts');
      return measureClock(io, async () => {
        const [{ openAgents }, { lambdaEndpoint }] = await Promise.all([
          import('./open-agents.ts'),
          import('./open-invoker.ts'),
        ]);
        const agentFor = await openAgents({ ...trust, interrupt: io.interrupt });
        // A function without a URL is reached through Lambda itself.
        const dated =
          transport.by === 'invoke' ? await lambdaEndpoint(io, settings, transport) : url;
        return { url: dated, agent: agentFor(dated) };
      });
    },
    ...createFileService(io),
    pageAssets: async () => {
      const { readPageAssets } = await import('./read-page-assets.ts');
      return readPageAssets();
    },
    serveLivePage: async (port, content) => {
      const { serveLivePage } = await import('../../local/live-page/serve-live-page.ts');
      return serveLivePage(port, content);
    },
    openPurge: async (request, onMissing) => {
      const { openPurge } = await import('./open-purge.ts');
      return openPurge(io, settings, request, onMissing);
    },
    callFunctionUrl: async (request, signal) => {
      const { callFunctionUrl } = await import('./call-function-url.ts');
      return callFunctionUrl(io, settings, request, signal);
    },
    openInvoker: async (options) => {
      const { openInvoker } = await import('./open-invoker.ts');
      return openInvoker(io, settings, options);
    },
    loadMd5: async () => {
      const { createHash } = await import('node:crypto');
      return (text) => createHash('md5').update(text).digest('hex');
    },
    restoreFunctions: async (request) => {
      const { restoreFunctions } = await import('./renewal/open-renewal.ts');
      return restoreFunctions({ io, aws: awsOptionsOf(io, settings) }, request);
    },
    restoreFleets: async (request) => {
      const { restoreFleets } = await import('./fleet/open-fleet.ts');
      return restoreFleets({ io, aws: awsOptionsOf(io, settings) }, request);
    },
    openFleet: async (request) => {
      const { openFleet } = await import('./fleet/open-fleet.ts');
      return openFleet({ io, aws: awsOptionsOf(io, settings) }, services, request);
    },
    openSystem: async (request) => {
      const { openSystem } = await import('./open-system.ts');
      return openSystem({ io, settings, services }, request);
    },
    startLocalLambda: async (request) => {
      const { openLocalLambda } = await import('./open-local-lambda.ts');
      return openLocalLambda(io, settings, aws, request);
    },
  };
  return services;
};
