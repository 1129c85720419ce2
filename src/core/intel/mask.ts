/** Which characters are taken: asked and marked in time that does not grow with how many spans there are. */
import type { Span } from './claim.ts';

export type Mask = { isFree(span: Span): boolean; take(span: Span): void };

export function newMask(length: number, taken: readonly Span[] = []): Mask {
  const marks = new Uint8Array(length);
  const mask: Mask = {
    isFree: ({ start, end }) => !marks.subarray(start, end).includes(1),
    take: ({ start, end }) => void marks.fill(1, start, end),
  };
  for (const span of taken) mask.take(span);
  return mask;
}
