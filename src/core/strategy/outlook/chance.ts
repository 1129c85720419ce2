/** Draws from the distributions that the outlook needs, from a uniform source that the caller brings. */

/** 0 < u < 1. */
export type Uniform = () => number;

export function normal(uniform: Uniform): number {
  // Box and Muller (1958).
  return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Mean `shape`; Marsaglia and Tsang (2000), with their boost below one. */
export function gamma(shape: number, uniform: Uniform): number {
  if (shape < 1) return gamma(shape + 1, uniform) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(uniform);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function beta(a: number, b: number, uniform: Uniform): number {
  const x = gamma(a, uniform);
  return x / (x + gamma(b, uniform));
}

/** Knuth's product of uniforms; a large mean is drawn in parts, for its exponential would vanish. */
export function poisson(mean: number, uniform: Uniform): number {
  const part = 30;
  if (mean > part) return poisson(part, uniform) + poisson(mean - part, uniform);
  const limit = Math.exp(-mean);
  let [count, product] = [0, uniform()];
  while (product > limit) {
    count += 1;
    product *= uniform();
  }
  return count;
}
