/** What the HTTP face stands on; the composition hands it in. */
import type { FastifyPluginAsync } from 'fastify';
import type { Library } from '../app/trace/library.ts';
import type { TraceDesk } from '../app/trace/trace-desk.ts';
import type { Explanation } from '../contract/explain.ts';
import type { ScreeningDesk } from './screening/desk.ts';

export type ServerParts = {
  readonly library: Library;
  readonly desk: TraceDesk;
  /** What is known about an address or a transaction, on a day (YYYY-MM-DD). */
  readonly explain: (subject: string, today: string) => Promise<Explanation>;
  /** The further rooms of the API, one plugin each; their paths are whole (`/api/v1/reserves`). */
  readonly rooms: readonly FastifyPluginAsync[];
  /** The folder of the built pages. */
  readonly pages: string;
  readonly version: string;
  readonly minConfidence: number;
  /** Null: this server does not screen. */
  readonly screening: ScreeningDesk | null;
};
