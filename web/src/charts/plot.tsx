/** The frame of a chart: a plane with two axes, their ticks and hairlines. What is drawn on it comes from its chart. */
import type { ReactNode } from 'react';

export type Tick = { readonly value: number; readonly label: string };
type Scale = (value: number) => number;

/** Pixels of the drawing and of what surrounds it. */
export type Size = {
  readonly width: number;
  readonly height: number;
  readonly left?: number;
  readonly bottom?: number;
};

const RIGHT = 28;
const TOP = 12;

const linear =
  ([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale =>
  (value) =>
    start + ((value - from) / (to - from)) * (end - start);

export const log = (value: number): number => Math.log10(value);

export type Plane = {
  readonly x: Scale;
  readonly y: Scale;
  readonly box: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
};

/** Both axes count upwards; logarithms are taken before. */
export function planeOf(
  { width, height, left = 56, bottom = 40 }: Size,
  x: readonly [number, number],
  y: readonly [number, number],
): Plane {
  const box = { left, right: width - RIGHT, top: TOP, bottom: height - bottom };
  return { x: linear(x, [box.left, box.right]), y: linear(y, [box.bottom, box.top]), box };
}

type Props = {
  readonly size: Size;
  readonly plane: Plane;
  /** Said to who cannot see it; the table below says the rest. */
  readonly label: string;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly xName?: string;
  readonly children: ReactNode;
};

export function Plot({ size, plane, label, xTicks, yTicks, xName, children }: Props) {
  const { x, y, box } = plane;
  return (
    <svg
      className="plot"
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
      role="img"
      aria-label={label}
    >
      {yTicks.map((tick) => (
        <g key={tick.label}>
          <line className="plot-grid" x1={box.left} x2={box.right} y1={y(tick.value)} y2={y(tick.value)} />
          <text className="plot-tick" x={box.left - 8} y={y(tick.value)} dy="0.35em" textAnchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      <line className="plot-axis" x1={box.left} x2={box.right} y1={box.bottom} y2={box.bottom} />
      {xTicks.map((tick) => (
        <g key={tick.label}>
          <line
            className="plot-axis"
            x1={x(tick.value)}
            x2={x(tick.value)}
            y1={box.bottom}
            y2={box.bottom + 4}
          />
          <text className="plot-tick" x={x(tick.value)} y={box.bottom + 16} textAnchor="middle">
            {tick.label}
          </text>
        </g>
      ))}
      {xName !== undefined && (
        <text className="plot-name" x={box.right} y={box.bottom + 32} textAnchor="end">
          {xName}
        </text>
      )}
      {children}
    </svg>
  );
}

type Point = readonly [x: number, y: number];

export const lineThrough = (points: readonly Point[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** What lies between two lines over the same places. */
export const areaBetween = (low: readonly Point[], high: readonly Point[]): string =>
  `${lineThrough(low)}${lineThrough([...high].reverse()).replace('M', 'L')}Z`;

/** A figure that holds from its place on until the next. */
export const steps = (points: readonly Point[]): Point[] =>
  points.flatMap(([x, y], i): Point[] => {
    const before = points[i - 1];
    return before === undefined
      ? [[x, y]]
      : [
          [x, before[1]],
          [x, y],
        ];
  });

export type Mark = { readonly name: string; readonly shape: ReactNode };

/** Names beside what they look like. */
export function Legend({ marks }: { readonly marks: readonly Mark[] }) {
  return (
    <ul className="plot-legend">
      {marks.map(({ name, shape }) => (
        <li key={name}>
          <svg viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
            {shape}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
