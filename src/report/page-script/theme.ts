/** A colour of the page's style, as the system's light or dark has it now. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The colour of a class of the style. */
export const hueColour = (hue: string): string => {
  const probe = document.createElement('i');
  probe.className = `hue-${hue}`;
  document.body.append(probe);
  const found = getComputedStyle(probe).getPropertyValue('--hue').trim();
  probe.remove();
  return found;
};

/** Between two colours of six digits. */
export const blend = (low: string, high: string, share: number): string => {
  const channels = [1, 3, 5].map((at) => {
    const [from, to] = [low, high].map((one) => Number.parseInt(one.slice(at, at + 2), 16));
    return Math.round((from ?? 0) + share * ((to ?? 0) - (from ?? 0)));
  });
  return `rgb(${channels.join(',')})`;
};

/** With some of what is behind it. */
export const faded = (hex: string, alpha: number): string =>
  `${hex}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
