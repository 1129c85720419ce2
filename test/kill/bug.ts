/** A planted bug: the journal and the cursor in two transactions. The kill loop must catch it. */
import { sql } from 'kysely';
import type { Engine } from '../../src/adapters/stores/engine.ts';

export const plantBug = (engine: Engine): Engine => ({
  ...engine,
  async insertMany(tx, table, rows) {
    await engine.insertMany(tx, table, rows);
    if (table.name !== 'holding' || rows.length === 0) return;
    await sql`commit`.execute(tx);
    await sql.raw(engine.begin.write).execute(tx);
  },
});
