/** The golden angle: hues this far apart never come close to one another. */
const goldenAngle = 137.508;

interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly direction: Direction;
}

type Direction = 'right' | 'up' | 'left' | 'down';
const directions = ['right', 'up', 'left', 'down'] as const;

/** The picture shows the rectangle that the first ten squares fill, and the edge of the eleventh: 89 x 89 units. */
const shownUnits = 89;
const squareCount = 11;

/**
 * A Fibonacci spiral as an SVG of `pixels` x `pixels`: squares of sides 1, 1, 2, 3, 5... each with its quarter arc,
 * light in the middle and darker outwards. Colours, turn and mirroring follow from `pixels` alone.
 */
export const spiralSvg = (pixels: number): string => {
  const hue = (pixels * goldenAngle) % 360;
  const squares = fibonacciSquares(squareCount);
  const left = Math.min(...squares.slice(0, -1).map(({ x }) => x));
  const bottom = Math.max(...squares.map(({ y, side }) => y + side));
  const half = shownUnits / 2;
  const turn = `translate(${half} ${half}) rotate(${(pixels % 4) * 90}) scale(${pixels % 8 < 4 ? 1 : -1} 1)`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}" viewBox="0 0 ${shownUnits} ${shownUnits}">`,
    `<g transform="${turn} translate(${-half - left} ${half - bottom})">`,
    ...squares.map((square, index) => tile(square, index / (squareCount - 1), hue)).reverse(),
    `<path d="${arcs(squares)}" fill="none" stroke="${colour(hue, 60, 96)}" stroke-width="0.6" stroke-linecap="round"/>`,
    '</g></svg>',
  ].join('');
};

/** Each square lies on the long side of the rectangle of those before it. */
const fibonacciSquares = (count: number): readonly Square[] => {
  const squares: Square[] = [];
  let [left, top, right, bottom] = [0, 0, 1, 1];
  squares.push({ x: 0, y: 0, side: 1, direction: 'down' });
  for (let index = 0; index < count - 1; index += 1) {
    const direction = directions[index % 4] ?? 'right';
    const side = direction === 'right' || direction === 'left' ? bottom - top : right - left;
    const x = direction === 'right' ? right : direction === 'left' ? left - side : left;
    const y = direction === 'down' ? bottom : direction === 'up' ? top - side : top;
    squares.push({ x, y, side, direction });
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + side), Math.max(bottom, y + side)];
  }
  return squares;
};

/** @param outwards 0 for the innermost square, 1 for the outermost. */
const tile = (square: Square, outwards: number, hue: number): string => {
  const { x, y, side } = square;
  const tint = hue + 70 * outwards;
  const { start, end, centre } = arcOf(square);
  const sector = `M${centre}L${start}A${side} ${side} 0 0 0 ${end}Z`;
  return (
    `<rect x="${x}" y="${y}" width="${side}" height="${side}" fill="${colour(tint + 14, 46, 70 - 52 * outwards)}"/>` +
    `<path d="${sector}" fill="${colour(tint, 54, 82 - 48 * outwards)}"/>`
  );
};

const arcs = (squares: readonly Square[]): string =>
  squares
    .map((square, index) => {
      const { start, end } = arcOf(square);
      return `${index === 0 ? `M${start}` : ''}A${square.side} ${square.side} 0 0 0 ${end}`;
    })
    .join('');

/** Where the spiral enters and leaves a square, and the corner that it turns about. */
const arcOf = ({ x, y, side, direction }: Square) => {
  const topLeft = `${x} ${y}`;
  const topRight = `${x + side} ${y}`;
  const bottomLeft = `${x} ${y + side}`;
  const bottomRight = `${x + side} ${y + side}`;
  const corners = {
    right: { start: bottomLeft, end: topRight, centre: topLeft },
    up: { start: bottomRight, end: topLeft, centre: bottomLeft },
    left: { start: topRight, end: bottomLeft, centre: bottomRight },
    down: { start: topLeft, end: bottomRight, centre: topRight },
  };
  return corners[direction];
};

const colour = (hue: number, saturation: number, lightness: number): string =>
  `hsl(${(hue % 360).toFixed(1)},${saturation}%,${lightness.toFixed(1)}%)`;
