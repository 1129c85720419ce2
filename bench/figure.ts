/** One measured figure. `holds` is null where there is no target. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is set against, measured in the same run. */
  readonly against: string | null;
  readonly ratio: number | null;
  readonly target: string | null;
  readonly holds: boolean | null;
};

export const round = (value: number): number => Number(value.toPrecision(4));

/** The median of several runs, in milliseconds. */
export async function timeMs(runs: number, job: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const start = performance.now();
    await job();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
}
