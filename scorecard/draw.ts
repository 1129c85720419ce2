/** A trade-off as a drawing of letters, which reads the same in a terminal, a diff and a browser. */
import type { Curve } from './score.ts';

const WIDTH = 64;
const HEIGHT = 16;

/** What is better lies farther up and to the left: more recall among fewer candidates. */
export function draw({ x, y, points, marks }: Curve): string {
  const most = Math.max(1, ...[...points, ...marks].map((each) => each.x));
  const rows = Array.from({ length: HEIGHT + 1 }, () => new Array<string>(WIDTH + 1).fill(' '));
  const put = (at: { readonly x: number; readonly y: number }, sign: string): void => {
    const row = HEIGHT - Math.round(at.y * HEIGHT);
    rows[row]![Math.round((at.x / most) * WIDTH)] = sign;
  };
  for (const point of points) put(point, '·');
  for (const mark of marks) put(mark, mark.sign);
  const lines = rows.map((cells, i) => {
    const label = i % 4 === 0 ? `${Math.round(100 - (100 * i) / HEIGHT)} %`.padStart(6) : ' '.repeat(6);
    return `${label} |${cells.join('').trimEnd()}`;
  });
  const half = (most / 2).toFixed(0);
  const axis = `0${half.padStart(WIDTH / 2)}${most.toFixed(0).padStart(WIDTH / 2)}`;
  return [
    '```text',
    `${y}`,
    ...lines,
    `       +${'-'.repeat(WIDTH)}`,
    `        ${axis}  ${x}`,
    '```',
    ['· ours', ...marks.map(({ sign, name }) => `${sign} ${name}`)].join('; '),
  ].join('\n');
}
