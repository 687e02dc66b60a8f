import { FibimgError } from '../../core/error.ts';
import {
  createImageService,
  type ImageRecord,
  type ImageService,
} from '../../core/service/image-service.ts';
import { localContext } from '../../core/service/local-context.ts';
import { randomPixels } from '../../core/service/pixels.ts';
import { responseBody } from '../../core/service/response.ts';
import { inspectStored } from '../../core/service/stored-image.ts';
import { guardedImages } from '../../core/upkeep/guarded-images.ts';
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
  const { target, allowForeignStack } = options;
  const store = await services.openStore(target, { allowForeignStack });
  try {
    const service = await openService(context, options, store, pixels);
    const found = await report.during(`getting image ${pixels}`, () =>
      service.get(pixels, io.interrupt),
    );
    report.detail(`outcome ${found.outcome}, lookup ${found.steps.lookupMs.toFixed(3)} ms`);
    const wantsImage = !report.json || options.output !== undefined;
    const { record, image } = wantsImage
      ? await withImage(context, store, service, found)
      : { record: found, image: undefined };
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

const openService = async (
  { io, settings, services, report }: CommandContext,
  { source, target }: GetOptions,
  store: Store,
  pixels: number,
): Promise<ImageService> => {
  const origin = await services.openOrigin(source, (why) =>
    report.note(`offline (${why}): the image is a generated one`),
  );
  if (settings.insecure.value) report.note('insecure: TLS certificates are not verified');
  report.detail(`target  ${target.kind}, ${store.locate(pixels)}`);
  const images = guardedImages(store.images, {
    ...{ overwriteForeign: false, anew: false },
    onReplace: report.note,
  });
  return createImageService({ ...store, images, origin, clock: io.clock });
};

interface Delivered {
  readonly record: ImageRecord;
  readonly image: Uint8Array;
}

/** The bytes with the record; bytes that are missing or damaged are fetched anew, once. */
const withImage = async (
  { io }: Pick<CommandContext, 'io'>,
  store: Store,
  service: ImageService,
  record: ImageRecord,
  mayRepair = true,
): Promise<Delivered> => {
  const { pixels } = record;
  const image = await store.images.readImage(pixels, io.interrupt);
  const stored = inspectStored(image, pixels);
  if (image !== undefined && stored.state === 'good') return { record, image };
  if (stored.state !== 'foreign' && mayRepair) {
    const renewed = await service.renew(pixels, io.interrupt);
    return withImage({ io }, store, service, renewed, false);
  }
  throw new FibimgError('corrupt', `what is stored as image ${pixels} is not that image`, {
    why: `${stored.state === 'good' ? 'it vanished' : stored.what}, at ${store.locate(pixels)}`,
    hint: `fibimg seed --ints ${pixels} --verify --overwrite-foreign stores the image in its place`,
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
    columns: io.stdout.isTTY ? io.stdout.columns : undefined,
  });
  if (!preview) return card;
  const size = previewSize(io.stdout.columns);
  const rgb = await services.rasterise(image, size.width, size.height);
  const picture = report.colour.stdout ? halfBlockPreview : asciiPreview;
  await io.stdout.draw(`${picture(rgb, size)}\n`);
  return card;
};
