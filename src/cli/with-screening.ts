/** Screening for one command: its store opened, and closed whatever happens. */
import { composeStore } from '../compose/base.ts';
import { composeScreening, type ScreeningInstall } from '../compose/screening.ts';
import type { Config } from '../config.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { Store } from '../ports/store.ts';

/** Where another process writes to the store, answers are given without being registered, and say so. */
export async function withScreening<T>(
  config: Config,
  use: (install: ScreeningInstall, store: Store) => Promise<T>,
): Promise<T> {
  let store: Store;
  let readOnly = false;
  try {
    store = await composeStore(config);
  } catch (error) {
    if (!(error instanceof AshiatoError) || error.code !== 'E_STORE_LOCKED') throw error;
    store = await composeStore(config, 'read');
    readOnly = true;
  }
  return closing(store, async () => {
    const install = await composeScreening(config, { store, readOnly, readNames: 'when asked' });
    for (const problem of install.problems) process.stderr.write(`${problem.code}: ${problem.message}\n`);
    return use(install, store);
  });
}

/** For commands that change what is remembered: one writer at a time. */
export async function withRegister<T>(
  config: Config,
  use: (install: ScreeningInstall, store: Store) => Promise<T>,
): Promise<T> {
  const store = await composeStore(config);
  return closing(store, async () =>
    use(await composeScreening(config, { store, readOnly: false, readNames: 'when asked' }), store),
  );
}

async function closing<T>(store: Store, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } finally {
    await store.close();
  }
}
