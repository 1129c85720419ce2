/** What the hiring screen remembers, over either engine: marks by tenant and ref, until their day. */
import type { HiringStore } from '../../ports/hiring-store.ts';
import type { Engine } from './engine.ts';
import { CANDIDATES } from './schema.ts';
import type { Transact } from './screening.ts';

export function hiringOver(engine: Engine, transact: Transact): HiringStore {
  return {
    keep: (candidates) =>
      transact('write', async (tx) => {
        for (const [tenant, own] of Map.groupBy(candidates, (each) => each.tenant))
          await tx
            .deleteFrom('candidate_mark')
            .where('tenant', '=', tenant)
            .where(
              engine.among(
                'ref',
                own.map(({ ref }) => ref),
              ),
            )
            .execute();
        await engine.insertMany(
          tx,
          CANDIDATES,
          candidates.flatMap(({ tenant, ref, marks, keptAt, until }) =>
            [...new Set(marks)].map((mark) => [tenant, mark, ref, keptAt, until]),
          ),
        );
      }),
    sharing: (tenant, marks, now) =>
      marks.length === 0
        ? Promise.resolve([])
        : transact('read', (tx) =>
            tx
              .selectFrom('candidate_mark')
              .select(['mark', 'ref'])
              .where('tenant', '=', tenant)
              .where(engine.among('mark', marks))
              .where('until', '>', now)
              .orderBy('mark')
              .orderBy('ref')
              .execute(),
          ),
    erase: (tenant, ref) =>
      transact('write', async (tx) => {
        const { numDeletedRows } = await tx
          .deleteFrom('candidate_mark')
          .where('tenant', '=', tenant)
          .where('ref', '=', ref)
          .executeTakeFirst();
        return numDeletedRows > 0n;
      }),
    prune: (now) =>
      transact('write', async (tx) => {
        const ended = await tx
          .selectFrom('candidate_mark')
          .select(['tenant', 'ref'])
          .distinct()
          .where('until', '<=', now)
          .execute();
        await tx.deleteFrom('candidate_mark').where('until', '<=', now).execute();
        return ended.length;
      }),
  };
}
