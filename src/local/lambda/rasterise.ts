/** Scales an encoded image to width x height, packed RGB. */
export const rasterise = async (
  image: Uint8Array,
  width: number,
  height: number,
): Promise<Uint8Array> => {
  const { default: sharp } = await import('sharp');
  return sharp(image)
    .resize(width, height, { fit: 'fill' })
    .flatten()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
};
