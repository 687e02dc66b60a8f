import { FibimgError, messageOf } from '../../core/error.ts';

/** Scales an encoded image to width x height, packed RGB. A `corrupt` error where the image cannot be decoded. */
export const rasterise = async (
  image: Uint8Array,
  width: number,
  height: number,
): Promise<Uint8Array> => {
  const { default: sharp } = await import('sharp');
  try {
    return await sharp(image)
      .resize(width, height, { fit: 'fill' })
      .flatten()
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer();
  } catch (cause) {
    throw new FibimgError('corrupt', 'the stored image cannot be drawn', {
      why: messageOf(cause),
      hint: 'leave --preview out, or store the image anew: fibimg seed --force',
      cause,
    });
  }
};
