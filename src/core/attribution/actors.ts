/** GraphSense ActorPacks: who the actors are that tags name, under which other names, and of what kind. */
import type { ErrorCode } from '../model/errors.ts';
import { type Fields, listOf, type Problem, type RawPack, textOf, type Value } from './tagpack.ts';

export type Actor = {
  readonly id: string;
  readonly label: string;
  readonly uri: string | null;
  readonly categories: readonly string[];
  readonly jurisdictions: readonly string[];
  readonly aliases: readonly string[];
};

export type ActorBook = {
  readonly size: number;
  readonly problems: readonly Problem[];
  /** By its id or another name of it. */
  find(name: string): Actor | null;
};

/**
 * An alias leads to one actor. Where two actors claim one alias, or two actors are aliases of each other in a
 * circle, the alias leads nowhere and the remark says so: whom it means is not knowable from the pack.
 */
export function openActorBook(packs: readonly RawPack[]): ActorBook {
  const actors = new Map<string, Actor>();
  const problems: Problem[] = [];
  const lines = new Map<string, { pack: string; line: number }>();
  for (const pack of packs) {
    for (const { line, fields } of pack.rows) {
      const remark = (code: ErrorCode, what: string): void => {
        problems.push({ code, pack: pack.name, line, what, aside: true });
      };
      const actor = readActor(fields);
      if (actor === null) remark('E_TAG_FILE', 'the actor has no id or no label');
      else if (actors.has(actor.id)) remark('E_TAG_DUPLICATE', `the actor "${actor.id}" occurs twice`);
      else {
        actors.set(actor.id, actor);
        lines.set(actor.id, { pack: pack.name, line });
      }
    }
  }
  const aliases = new Map<string, string>();
  for (const actor of actors.values()) {
    const remark = (code: ErrorCode, what: string): void => {
      problems.push({ code, ...lines.get(actor.id)!, what, aside: false });
    };
    for (const alias of actor.aliases) {
      const other = actors.get(alias);
      if (other !== undefined && other.id !== actor.id) {
        if (isCircle(actors, other, actor.id))
          remark('E_ACTOR_CYCLE', `"${actor.id}" and "${alias}" are names of each other`);
        continue;
      }
      const claimed = aliases.get(alias);
      if (claimed !== undefined && claimed !== actor.id)
        remark('E_TAG_DUPLICATE', `the name "${alias}" is claimed by "${claimed}" too`);
      else aliases.set(alias, actor.id);
    }
  }
  return {
    size: actors.size,
    problems,
    find: (name) => actors.get(name) ?? actors.get(aliases.get(name) ?? '') ?? null,
  };
}

/** Whether aliases lead from an actor back to another; each actor is looked at once. */
function isCircle(actors: ReadonlyMap<string, Actor>, from: Actor, to: string): boolean {
  const seen = new Set<string>();
  const open = [from.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(actors.get(id)?.aliases ?? []).filter((alias) => actors.has(alias)));
  }
  return false;
}

function readActor(fields: Fields): Actor | null {
  const id = textOf(fields.get('id'));
  const label = textOf(fields.get('label'));
  if (id === null || label === null) return null;
  const context = fields.get('context');
  return {
    id,
    label,
    uri: textOf(fields.get('uri')),
    categories: listOf(fields.get('categories')),
    jurisdictions: listOf(fields.get('jurisdictions')),
    aliases: [
      ...new Set([
        ...listOf(fields.get('aliases')),
        ...(isFields(context) ? listOf(context.get('aliases')) : []),
      ]),
    ],
  };
}

const isFields = (value: Value | undefined): value is Fields => value instanceof Map;
