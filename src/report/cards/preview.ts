/** A small picture of packed RGB, three bytes a pixel. */
interface PreviewSize {
  readonly width: number;
  readonly height: number;
}

/** As large as fits the terminal and stays a glance: two picture rows share one line of text. */
export const previewSize = (columns: number): PreviewSize => {
  const width = Math.max(2, Math.min(columns, 56));
  return { width, height: width - (width % 2) };
};

/** Upper half blocks: the upper pixel is the text's colour, the lower one the background's (24-bit). */
export const halfBlockPreview = (rgb: Uint8Array, { width, height }: PreviewSize): string => {
  const lines: string[] = [];
  for (let y = 0; y + 1 < height; y += 2) {
    let line = '';
    for (let x = 0; x < width; x += 1) {
      line += `\x1b[38;2;${triple(rgb, y * width + x)};48;2;${triple(rgb, (y + 1) * width + x)}m▀`;
    }
    lines.push(`${line}\x1b[0m`);
  }
  return `${lines.join('\n')}\n`;
};

const triple = (rgb: Uint8Array, pixel: number): string =>
  `${rgb[pixel * 3] ?? 0};${rgb[pixel * 3 + 1] ?? 0};${rgb[pixel * 3 + 2] ?? 0}`;

const ramp = ' .:-=+*#%@';

/** The same without colour: the brightness of each pair of pixels as a character. */
export const asciiPreview = (rgb: Uint8Array, { width, height }: PreviewSize): string => {
  const lines: string[] = [];
  for (let y = 0; y + 1 < height; y += 2) {
    let line = '';
    for (let x = 0; x < width; x += 1) {
      const light = (brightness(rgb, y * width + x) + brightness(rgb, (y + 1) * width + x)) / 2;
      line += ramp[Math.min(ramp.length - 1, Math.floor(light * ramp.length))];
    }
    lines.push(line.trimEnd());
  }
  return `${lines.join('\n')}\n`;
};

/** Relative luminance, 0 to 1 (ITU-R BT.709 weights). */
const brightness = (rgb: Uint8Array, pixel: number): number =>
  ((rgb[pixel * 3] ?? 0) * 0.2126 +
    (rgb[pixel * 3 + 1] ?? 0) * 0.7152 +
    (rgb[pixel * 3 + 2] ?? 0) * 0.0722) /
  255;
