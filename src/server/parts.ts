/** What the HTTP face stands on; the composition hands it in. */
import type { Library } from '../app/library.ts';
import type { TraceDesk } from '../app/trace-desk.ts';

export type ServerParts = {
  readonly library: Library;
  readonly desk: TraceDesk;
  /** The folder of the built pages. */
  readonly pages: string;
  readonly version: string;
  readonly minConfidence: number;
};
