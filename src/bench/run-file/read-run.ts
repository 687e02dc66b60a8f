import { FibimgError } from '../../core/error.ts';
import { isObject, parseJson } from '../../core/json.ts';
import type { BenchDocument } from '../record/document.ts';
import { digestOf } from './digest.ts';
import { runShape } from './run-shape.ts';

/**
 * The run that a file holds, whatever version of its format wrote it. Throws a usage error for what is no run, or one of
 * a later format, and a `corrupt` one for a run that was changed after it was written. One without a digest, by an
 * earlier version, is taken as it is.
 *
 * @param name what to call the file.
 */
export const readRun = (text: string, name: string): BenchDocument => {
  const document = parseRun(text, name);
  if (document.digest === undefined || document.digest === digestOf(document)) return document;
  throw new FibimgError('corrupt', `${name} was changed after it was written`, {
    why: 'what it holds does not give the digest that stands in it',
    hint: 'fibimg verify names the figures that do not fit; use the file as it was saved',
  });
};

/** As `readRun`, whether the digest fits or not. */
export const parseRun = (text: string, name: string): BenchDocument => {
  const value = parseJson(text);
  if (value === undefined) {
    const why = /^\s*\{/.test(text) ? 'its JSON is cut off or broken' : 'it is not JSON';
    throw notRun(name, text.trim() === '' ? 'it is empty' : why);
  }
  if (!isObject(value)) throw notRun(name, 'it holds no JSON object');
  const { schemaVersion } = value;
  if (typeof schemaVersion === 'number' && schemaVersion > 1) {
    throw new FibimgError('usage', `${name} was written by a later fibimg`, {
      why: `its format is version ${schemaVersion}, and this fibimg reads version 1`,
      hint: 'read it with the fibimg that wrote it, or a later one',
    });
  }
  if (schemaVersion !== 1) throw notRun(name, 'it has no schemaVersion');
  if (typeof value['lab'] === 'string') {
    throw notRun(
      name,
      `it is what fibimg lab ${value['lab'].slice(0, 10)} found, which no load made`,
    );
  }
  if (isRun(value)) return value;
  throw notRun(name, runShape(value, 'the run') ?? '');
};

const isRun = (value: unknown): value is BenchDocument => runShape(value, '') === undefined;

const notRun = (name: string, why: string): FibimgError =>
  new FibimgError('usage', `${name} is not a run of fibimg bench`, {
    why,
    hint: 'a file that fibimg bench --save wrote, or one that fibimg runs lists',
  });
