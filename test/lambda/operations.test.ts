import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHandler, type Handler } from '../../src/lambda/create-handler.ts';
import { createEventHandler } from '../../src/lambda/event-handler.ts';
import { contextWith, jpegOf, type Rig, startRig } from './rig.ts';

const require = createRequire(import.meta.url);
let rig: Rig;
let handler: Handler;
beforeEach(async () => {
  rig = await startRig();
  const events = createEventHandler({ ...rig.eventTools, loadSharp: () => require('sharp') });
  handler = createHandler({ ...rig.deps, events: async () => events });
});
afterEach(() => rig.close());

const run = (event: object) => handler(event, contextWith());
const sample = async () => String(await run({ operation: 'getSample' }));
const sizeOf = (base64Image: unknown) => run({ operation: 'getDimensions', base64Image });

test('ping', async () => {
  expect(await run({ operation: 'ping' })).toBe('pong');
});

test('the sample is a PNG of 70 x 46 that an image library reads', async () => {
  const image = Buffer.from(await sample(), 'base64');
  expect(await require('sharp')(image).metadata()).toMatchObject({
    format: 'png',
    width: 70,
    height: 46,
  });
  expect(await sizeOf(await sample())).toBe('70x46\n');
});

test('dimensions of a JPEG', async () => {
  expect(await sizeOf(jpegOf(777).toString('base64'))).toBe('777x777\n');
});

describe('resize and thumbnail', () => {
  test.each([
    [{ width: 35 }, '35x23\n'],
    [{ height: 23, outputExtension: 'jpg' }, '35x23\n'],
    [{ width: 20, height: 40, outputExtension: 'png' }, '20x13\n'],
    [{ width: 140, height: null }, '140x92\n'],
  ])('%j', async (wanted, size) => {
    for (const operation of ['resize', 'thumbnail']) {
      const resized = await run({ operation, base64Image: await sample(), ...wanted });
      expect(await sizeOf(resized)).toBe(size);
    }
  });

  test('an answer that Lambda could not carry is refused', async () => {
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 7919) % 251));
    const raw = { width: 64, height: 64, channels: 3 };
    const image = await require('sharp')(noise, { raw }).png().toBuffer();
    const wanted = { operation: 'resize', width: 3000, base64Image: image.toString('base64') };
    expect(await run(wanted)).toMatchObject({ error: { code: 'too_large' } });
  });

  test('without the image library it says so', async () => {
    const event = { operation: 'resize', base64Image: await sample(), width: 10 };
    expect(await rig.handler(event, contextWith())).toEqual({
      error: { code: 'images_not_installed', message: expect.stringContaining('-c images=on') },
    });
    expect(rig.log.at(-1)).toMatchObject({
      error: { kind: 'images_not_installed', why: 'not installed' },
    });
  });
});

test.each([
  [{ operation: 'convert' }, 'unknown_operation'],
  [{ operation: '' }, 'unknown_operation'],
  [{ operation: 'getDimensions' }, 'invalid_input'],
  [{ operation: 'getDimensions', base64Image: 'bm90IGFuIGltYWdl' }, 'invalid_input'],
  [{ operation: 'resize', base64Image: 'bm90IGFuIGltYWdl', width: 5 }, 'invalid_input'],
  [{ operation: 'resize', base64Image: 'AAAA' }, 'invalid_input'],
  [{ operation: 'resize', base64Image: 'AAAA', width: 0 }, 'invalid_input'],
  [{ operation: 'resize', base64Image: 'AAAA', width: 5001 }, 'invalid_input'],
  [{ operation: 'resize', base64Image: 'AAAA', width: '5' }, 'invalid_input'],
  [{ operation: 'resize', base64Image: 'AAAA', width: 5, outputExtension: 'svg' }, 'invalid_input'],
])('%j is the error %s', async (event, code) => {
  expect(await run(event)).toEqual({ error: { code, message: expect.any(String) } });
  expect(rig.log.at(-1)).toMatchObject({ level: 'WARN', status: 400, operation: event.operation });
});
