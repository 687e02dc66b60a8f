import { FibimgError } from '../../core/error.ts';
import { createImageService, type ImageRecord } from '../../core/service/image-service.ts';
import { localContext } from '../../core/service/local-context.ts';
import { randomPixels } from '../../core/service/pixels.ts';
import { responseBody } from '../../core/service/response.ts';
import { getCard } from '../../report/cards/get-card.ts';
import { asciiPreview, halfBlockPreview, previewSize } from '../../report/cards/preview.ts';
import type { CommandContext } from '../command/command.ts';
import type { Store } from '../command/services.ts';
import { getByUrl } from './by-url.ts';
import type { GetOptions, GetPlan } from './plan.ts';

export { plan } from './plan.ts';

export const run = async (context: CommandContext, options: GetPlan): Promise<number> => {
  const { io, services, report } = context;
  if ('functionUrl' in options) return getByUrl(context, options);
  const file = await prepareOutput(options, context);
  const pixels = options.pixels ?? randomPixels(io.rng);
  const store = await services.openStore(options.target);
  try {
    const record = await getRecord(context, options, store, pixels);
    const wantsImage = !report.json || options.output !== undefined;
    const image = wantsImage ? await readImage(store, pixels, io.interrupt) : undefined;
    if (image && file) await file.write(image);
    if (image && options.output === '-') await report.result(image);
    else await report.result(await render(context, options, store, record, image));
    return 0;
  } finally {
    await store.close();
  }
};

const prepareOutput = async ({ output }: GetOptions, { services }: CommandContext) =>
  output === undefined || output === '-' ? undefined : services.prepareFile(output);

const getRecord = async (
  { io, settings, services, report }: CommandContext,
  { source, target }: GetOptions,
  store: Store,
  pixels: number,
): Promise<ImageRecord> => {
  const origin = await services.openOrigin(source, {
    baseUrl: settings.originUrl.value,
    timeoutMs: settings.originTimeout.value,
    insecure: settings.insecure.value,
    ...(settings.ca.value === undefined ? {} : { caFile: settings.ca.value }),
    onOffline: (why) => report.note(`offline (${why}): the image is a generated one`),
  });
  if (settings.insecure.value) report.note('insecure: TLS certificates are not verified');
  report.detail(`target  ${target.kind}, ${store.locate(pixels)}`);
  const service = createImageService({ ...store, origin, clock: io.clock });
  const record = await report.during(`getting image ${pixels}`, () =>
    service.get(pixels, io.interrupt),
  );
  report.detail(`outcome ${record.outcome}, lookup ${record.steps.lookupMs.toFixed(3)} ms`);
  return record;
};

const readImage = async (
  store: Store,
  pixels: number,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  const image = await store.images.readImage(pixels, signal);
  if (image) return image;
  throw new FibimgError('corrupt', `image ${pixels} is missing from the store`, {
    why: `its metadata is there, but nothing lies at ${store.locate(pixels)}`,
    hint: 'remove its metadata document and get it again: it will be fetched anew',
  });
};

const render = async (
  { io, settings, services, report }: CommandContext,
  { output, preview }: GetOptions,
  store: Store,
  record: ImageRecord,
  image: Uint8Array | undefined,
): Promise<string> => {
  if (report.json || image === undefined) {
    const context = localContext(io.clock, io.rng, settings.functionTimeout.value);
    return `${responseBody({ ...record, context, now: io.clock.now() })}\n`;
  }
  const card = getCard({
    record,
    imageBytes: image.byteLength,
    location: store.locate(record.pixels),
    writtenTo: output,
    colour: report.colour.stdout,
    columns: io.stdout.columns,
  });
  if (!preview) return card;
  const size = previewSize(io.stdout.columns);
  const rgb = await services.rasterise(image, size.width, size.height);
  const picture = report.colour.stdout ? halfBlockPreview : asciiPreview;
  await io.stdout.draw(`${picture(rgb, size)}\n`);
  return card;
};
