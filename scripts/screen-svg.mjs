/**
 * Draws what a command prints on a terminal of 80 columns as an SVG for the README.
 * Run: node scripts/screen-svg.mjs docs/bench.svg bench
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const cell = { width: 8.43, height: 18 };
const margin = 16;
const colours = {
  31: '#f47067',
  32: '#57ab5a',
  33: '#c69026',
  34: '#539bf5',
  36: '#39c5cf',
  90: '#768390',
};

const styling = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);

const escapeXml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line as pieces of one style each. */
const piecesOf = (line) => {
  const state = { bold: false, dim: false, colour: undefined };
  const pieces = [];
  for (const part of line.split(styling)) {
    if (!styling.test(part)) {
      if (part !== '') pieces.push({ text: part, ...state });
      continue;
    }
    for (const code of part.slice(2, -1).split(';').map(Number)) {
      if (code === 0) Object.assign(state, { bold: false, dim: false, colour: undefined });
      if (code === 1) state.bold = true;
      if (code === 2) state.dim = true;
      if (code === 22) Object.assign(state, { bold: false, dim: false });
      if (code === 39) state.colour = undefined;
      if (code in colours) state.colour = colours[code];
    }
  }
  return pieces;
};

const spanOf = ({ text, bold, dim, colour }) => {
  const style = [
    bold && 'font-weight="bold"',
    dim && 'fill-opacity="0.65"',
    colour !== undefined && `fill="${colour}"`,
  ].filter(Boolean);
  return `<tspan${style.map((each) => ` ${each}`).join('')}>${escapeXml(text)}</tspan>`;
};

const svgOf = (title, lines) => {
  const width = Math.ceil(80 * cell.width + 2 * margin);
  const height = lines.length * cell.height + 2 * margin;
  const rows = lines.map((line, index) => {
    const y = margin + (index + 1) * cell.height - 5;
    return `<text x="${margin}" y="${y}" xml:space="preserve">${piecesOf(line).map(spanOf).join('')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" rx="8" fill="#22272e"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="#d1d7e0">
${rows.join('\n')}
</g>
</svg>
`;
};

const [, , file, ...argv] = process.argv;
const { stdout, status } = spawnSync(process.execPath, ['bin/fibimg.js', ...argv], {
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1', COLUMNS: '80' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (file === undefined || status !== 0) process.exit(status || 2);
const command = `$ npx fibimg ${argv.join(' ')}`;
writeFileSync(
  file,
  svgOf(`What ${command.slice(2)} prints`, [command, '', ...stdout.trimEnd().split('\n')]),
);
