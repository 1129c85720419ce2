/** What other rules would have made of the past: every subject under watch, decided twice, nothing written. */
import type { Decision } from '../../core/model/decision.ts';
import { type Basis, newBasis } from '../../core/screening/basis.ts';
import { decideOrDoubt } from '../../core/screening/decide.ts';
import type { Ruleset } from '../../core/screening/rules.ts';
import type { ScreeningStore } from '../../ports/screening-store.ts';

export type DryRun = {
  readonly asked: number;
  /** `clear credit → indeterminate review`, how often, and for whom first. */
  readonly changes: readonly { readonly change: string; readonly count: number; readonly first: string }[];
  /** How often each rule chose the action, under the rules tried. */
  readonly byRule: Readonly<Record<string, number>>;
};

const PAGE = 1_000;

export async function dryRun(store: ScreeningStore, basis: Basis, rules: Ruleset): Promise<DryRun> {
  const tried = newBasis({ ...basis, rules }, basis.clock);
  const changes = new Map<string, { count: number; first: string }>();
  const byRule: Record<string, number> = {};
  let asked = 0;
  for (let after: string | null = null; ; ) {
    const page = await store.watched(basis.clock.now, after, PAGE);
    const last = page.at(-1);
    if (last === undefined) break;
    for (const { question } of page) {
      const [before, now] = [decideOrDoubt(question, basis), decideOrDoubt(question, tried)];
      byRule[now.rule.id] = (byRule[now.rule.id] ?? 0) + 1;
      const change = `${said(before)} → ${said(now)}`;
      if (said(before) === said(now)) continue;
      const seen = changes.get(change) ?? { count: 0, first: now.subject.text };
      changes.set(change, { ...seen, count: seen.count + 1 });
    }
    asked += page.length;
    after = last.id;
  }
  return {
    asked,
    byRule,
    changes: [...changes]
      .map(([change, { count, first }]) => ({ change, count, first }))
      .sort((a, b) => b.count - a.count || (a.change < b.change ? -1 : 1)),
  };
}

const said = ({ outcome, action }: Decision): string => `${outcome} ${action}`;
