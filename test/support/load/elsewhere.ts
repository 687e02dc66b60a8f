import type { ServicesFactory } from '../../../src/cli/run-cli.ts';
import { createServices } from '../../../src/cli/wiring/wiring.ts';

/** The real services, to which a target on loopback is another machine's. */
export const elsewhere: ServicesFactory = (io, settings) => {
  const services = createServices(io, settings);
  const openSystem: typeof services.openSystem = async (request) => {
    const opened = await services.openSystem(request);
    return { ...opened, system: { ...opened.system, sharesMachine: false } };
  };
  return { ...services, openSystem };
};
