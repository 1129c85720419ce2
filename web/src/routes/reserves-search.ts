/** What the address of the ledger holds: whose thefts, until when, above which sum, and which theft is drawn. */
export type ReservesSearch = {
  actor?: string | undefined;
  asOf?: string | undefined;
  /** Dollars. */
  threshold?: string | undefined;
  theft?: string | undefined;
};

/** The router reads bare digits as a number; a sum of dollars is still text. */
export function readReservesSearch(search: Record<string, unknown>): ReservesSearch {
  const text = (value: unknown): string | undefined =>
    (typeof value === 'string' || typeof value === 'number') && value !== '' ? String(value) : undefined;
  const given = {
    actor: text(search.actor),
    asOf: text(search.asOf),
    threshold: text(search.threshold),
    theft: text(search.theft),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
