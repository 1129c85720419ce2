/** An article taken in, with what was decided on its claims, as machines see it. */
import type { ArticleJson } from '../../contract/intel.ts';
import type { ArticleEntry, Intake } from '../../core/intel/intake.ts';

export function articleToJson(entry: ArticleEntry, { decisionOn }: Intake): ArticleJson {
  const { type: _, sketch: __, ...shown } = entry;
  return structuredClone({
    ...shown,
    claims: entry.claims.map((claim, i) => {
      const decision = decisionOn(entry.id, i + 1);
      return {
        id: `${entry.id}.${i + 1}`,
        ...claim,
        state: decision?.verdict ?? ('open' as const),
        decision:
          decision === null
            ? null
            : { verdict: decision.verdict, by: decision.by, reason: decision.reason, at: decision.at },
      };
    }),
  }) as ArticleJson;
}
