/**
 * A customer's screening rules on disk, YAML or JSON. Unknown keys refuse to start, for a misspelt limit would be
 * a limit that is not there; and no rule may credit or send what hit, or what nobody knows.
 */
import { readFileSync, statSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { LISTS } from '../../core/lists/formats.ts';
import type { AssetId } from '../../core/model/asset.ts';
import { AshiatoError, type ErrorCode } from '../../core/model/errors.ts';
import type { ListId } from '../../core/model/list.ts';
import { nearest } from '../../core/model/nearest.ts';
import { LEAST_OF_EXACT_NAME } from '../../core/names/evidence.ts';
import { JURISDICTIONS } from '../../core/screening/deadlines.ts';
import type { Condition, Rule, Ruleset } from '../../core/screening/rules.ts';
import { canonicalJson, digest } from '../../core/trace/seal.ts';

const LARGEST = 1 << 20;

const word = z.string().min(1).max(80);
const units = z.string().regex(/^\d{1,78}$/, 'write base units as digits in quotes');
const deposit = z.enum(['review', 'hold']);
const withdrawal = z.enum(['review', 'refuse']);

const money = z.strictObject({ asset: z.string().min(1).max(200), base_units: units });

const when = z.strictObject({
  category: z
    .array(
      z.enum([
        'asset-freeze',
        'transport-restriction',
        'seizure-order',
        'export-control',
        'stolen-funds-lead',
      ]),
    )
    .min(1)
    .optional(),
  by: z.enum(['address', 'name']).optional(),
  exposure: z.enum(['direct', 'indirect']).optional(),
  max_hops: z.int().min(0).optional(),
  amount_at_least: money.optional(),
  payment_at_least: money.optional(),
  older_than_days: z.int().min(0).optional(),
  newer_than_days: z.int().min(1).optional(),
  arrived_over_days: z.int().min(0).optional(),
  arrived_within_days: z.int().min(0).optional(),
  score_at_least: z.number().min(0).max(1).optional(),
});

const rule = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/, 'use small letters, digits and hyphens'),
  when,
  deposit,
  withdrawal,
  reason: z.string().min(10).max(400),
});

const file = z.strictObject({
  version: word,
  jurisdiction: z.enum(JURISDICTIONS as [string, ...string[]]).optional(),
  required_lists: z.array(word).min(1),
  required_checks: z.strictObject({
    address: z.array(z.enum(['lists', 'exposure', 'ownership'])).min(1),
    transaction: z.array(z.enum(['lists', 'exposure', 'ownership'])).min(1),
    name: z.array(z.enum(['name', 'ownership'])).min(1),
  }),
  stale_after_hours: z.number().min(1).max(24),
  name_threshold: z
    .number()
    .min(0.5)
    .max(
      LEAST_OF_EXACT_NAME,
      `above ${LEAST_OF_EXACT_NAME.toFixed(2)} a listed name, written exactly, is clear once its birth and country are others; on lists both are often guesses`,
    ),
  exposure: z.strictObject({
    max_hops: z.int().min(1).optional(),
    max_tip_age_minutes: z
      .int()
      .min(1)
      .max(24 * 60),
    incidents: z.array(word).min(1).optional(),
    dust: z.record(z.string(), units),
  }),
  indeterminate: z.strictObject({ deposit, withdrawal }),
  rules: z.array(rule).min(1).max(500),
});

type RulesFile = z.infer<typeof file>;

export function loadRules(path: string): Ruleset {
  let text: string;
  try {
    if (statSync(path).size > LARGEST)
      throw malformed('the file is too large', path, 'E_RULES', 'at most 1 MiB');
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof AshiatoError) throw cause;
    throw malformed('the file cannot be read', path);
  }
  return parseRules(text, path);
}

export function parseRules(text: string, where: string): Ruleset {
  const content = readYaml(text, where);
  const parsed = file.safeParse(content);
  if (!parsed.success) {
    // A misspelt key is also a missing one; the spelling is what helps.
    const { issues } = parsed.error;
    throw refusalOf(issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!, where);
  }
  refuseTwins(parsed.data, where);
  refuseUnknownLists(parsed.data, where);
  return rulesetOf(parsed.data);
}

function readYaml(text: string, where: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw malformed(error.message, `${where}:${lines.linePos(error.pos[0]).line}`);
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw malformed('aliases are not read in rules', where);
  }
}

/** The first thing that is wrong; an unknown key with the nearest that is known at its place. */
function refusalOf(issue: z.core.$ZodIssue, where: string): AshiatoError {
  const path = issue.path.map(String).join('.');
  const place = path === '' ? where : `${where} ${path}`;
  if (issue.code !== 'unrecognized_keys') return malformed(`${path || 'the file'}: ${issue.message}`, place);
  const key = issue.keys[0] ?? '';
  const known = knownKeys(issue.path);
  const guess = nearest(key, known);
  return malformed(
    `"${key}" is not a key${path === '' ? '' : ` of ${path}`}${guess === null ? '' : `; did you mean "${guess}"?`}`,
    place,
    'E_RULES_KEY',
    `known here: ${known.join(', ')}`,
  );
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  const [first, , third] = path;
  if (first === undefined) return Object.keys(file.shape);
  if (first === 'rules') {
    if (third === undefined) return Object.keys(rule.shape);
    return Object.keys(path.length > 3 ? money.shape : when.shape);
  }
  const inner = {
    required_checks: file.shape.required_checks,
    exposure: file.shape.exposure,
    indeterminate: file.shape.indeterminate,
  };
  return Object.keys(inner[first as keyof typeof inner]?.shape ?? {});
}

function refuseTwins({ rules }: RulesFile, where: string): void {
  const seen = new Set<string>();
  for (const [i, { id }] of rules.entries()) {
    if (seen.has(id)) throw malformed(`two rules are called "${id}"`, `${where} rules.${i}`);
    seen.add(id);
  }
}

/** A list that no publisher has would never be at hand, and nobody ever clear. */
function refuseUnknownLists({ required_lists: required }: RulesFile, where: string): void {
  const unknown = required.find((list) => !LISTS.some((known) => known === list));
  if (unknown === undefined) return;
  const guess = nearest(unknown, LISTS);
  throw malformed(
    `there is no list "${unknown}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
    `${where} required_lists`,
    'E_RULES',
    LISTS.join(', '),
  );
}

function rulesetOf(data: RulesFile): Ruleset {
  return {
    version: data.version,
    digest: digest(canonicalJson(data)),
    jurisdiction: data.jurisdiction ?? null,
    requiredLists: data.required_lists as ListId[],
    requiredChecks: data.required_checks,
    staleAfter: Math.round(data.stale_after_hours * 3_600),
    nameThreshold: data.name_threshold,
    exposure: {
      maxHops: data.exposure.max_hops ?? null,
      maxTipAge: data.exposure.max_tip_age_minutes * 60,
      incidents: data.exposure.incidents ?? null,
      dust: new Map(
        Object.entries(data.exposure.dust).map(([asset, least]) => [asset as AssetId, BigInt(least)]),
      ),
    },
    indeterminate: data.indeterminate,
    rules: data.rules.map(
      (each): Rule => ({
        id: each.id,
        when: conditionOf(each.when),
        deposit: each.deposit,
        withdrawal: each.withdrawal,
        reason: each.reason,
      }),
    ),
  };
}

const conditionOf = (asked: z.infer<typeof when>): Condition => ({
  category: asked.category ?? null,
  by: asked.by ?? null,
  exposure: asked.exposure ?? null,
  maxHops: asked.max_hops ?? null,
  amountAtLeast: moneyOf(asked.amount_at_least),
  paymentAtLeast: moneyOf(asked.payment_at_least),
  olderThanDays: asked.older_than_days ?? null,
  newerThanDays: asked.newer_than_days ?? null,
  arrivedOverDays: asked.arrived_over_days ?? null,
  arrivedWithinDays: asked.arrived_within_days ?? null,
  scoreAtLeast: asked.score_at_least ?? null,
});

const moneyOf = (said: z.infer<typeof money> | undefined) =>
  said === undefined ? null : { asset: said.asset as AssetId, amount: BigInt(said.base_units) };

const malformed = (what: string, where: string, code: ErrorCode = 'E_RULES', limit?: string): AshiatoError =>
  new AshiatoError(code, what, {
    where,
    ...(limit === undefined ? {} : { limit }),
    next: 'Correct it; docs/rules.md holds every key, and rules/default.yaml is an example that works.',
  });
