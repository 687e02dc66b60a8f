import { FibimgError } from '../error.ts';
import type { FunctionState, Variables } from './function-control.ts';

/** The one variable that a run changes, for Lambda starts new environments whenever a variable changes. */
export const markerName = 'FIBIMG_COLD_MARKER';

/** Lambda's limit for all variables together, measured as JSON. */
const mostEnvironmentBytes = 4096;

/** Every value of one run is as long as every other. */
export const markerValue = (run: string, round: number): string =>
  `${run} ${String(round).padStart(6, '0')}`;

export const isOfRun = (value: string | undefined, run: string): boolean =>
  value?.startsWith(`${run} `) === true;

/** Names a run, so that whoever finds a marker knows whose it is and since when. */
export const runName = (since: string, uuid: string): string => `fibimg ${since} ${uuid}`;

/** When the run began whose marker this is; undefined for a value that no run has written. */
export const runSince = (value: string | undefined): string | undefined =>
  /^fibimg (\S+Z) [0-9a-f-]{36} \d{6}$/.exec(value ?? '')?.[1];

/** The map with the marker as it shall be, undefined for none. */
export const withMarker = (variables: Variables, value: string | undefined): Variables => {
  // In its place: the map is to be the same at the end, the order of its names too.
  if (value !== undefined) return { ...variables, [markerName]: value };
  const { [markerName]: _, ...others } = variables;
  return others;
};

/** Throws where the marker cannot be set, or not be taken away again. */
export const requireMarkable = (name: string, state: FunctionState, value: string): void => {
  if (state.unreadable !== undefined) {
    throw new FibimgError('refused', `the variables of ${name} cannot be read`, {
      why: `Lambda says ${state.unreadable}; to write one of them means to write them all`,
      hint: 'ask for kms:Decrypt on their key, or leave environments as they are with --cold-method none',
    });
  }
  if (state.rest['CapacityProviderConfig'] !== undefined) {
    throw new FibimgError('refused', `cold starts of ${name} cannot be made on purpose`, {
      why: 'it runs on managed instances, whose environments serve several requests at once: no answer could prove one',
      hint: 'leave environments as they are with --cold-method none',
    });
  }
  const bytes = new TextEncoder().encode(JSON.stringify(withMarker(state.variables, value))).length;
  if (bytes <= mostEnvironmentBytes) return;
  throw new FibimgError('refused', `the environment of ${name} has no room for one variable more`, {
    why: `with ${markerName} it would be ${bytes} bytes, and Lambda takes ${mostEnvironmentBytes}`,
    hint: 'shorten a variable, or leave environments as they are with --cold-method none',
  });
};
