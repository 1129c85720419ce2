/** What the address of the ledger holds: whose thefts, until when, above which sum, and which theft is drawn. */
export type ReservesSearch = {
  actor?: string | undefined;
  asOf?: string | undefined;
  /** Dollars. */
  threshold?: number | undefined;
  /** USDT, USDC and DAI count as a dollar each. */
  par?: true | undefined;
  theft?: string | undefined;
};

export function readReservesSearch(search: Record<string, unknown>): ReservesSearch {
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  const threshold = Number(search.threshold ?? Number.NaN);
  const given = {
    actor: text(search.actor),
    asOf: text(search.asOf),
    threshold: threshold > 0 && Number.isFinite(threshold) ? threshold : undefined,
    par: search.par === true || undefined,
    theft: text(search.theft),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
