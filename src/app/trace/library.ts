/** What ships with the product, opened by name: recorded cases, the laboratory, and the facts. */
import type { IncidentJson } from '../../contract/trace.ts';
import { makeLaboratory } from '../../core/laboratory/laboratory.ts';
import type { Recording } from '../../core/model/case.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { nearest } from '../../core/model/nearest.ts';
import { type Known, knowing } from '../../core/patterns/known.ts';
import { caseToJson } from './cases.ts';

export const LABORATORY = 'laboratory';
/** The laboratory case that is shown unless another seed is asked for. */
export const LABORATORY_SEED = 1;

export type Library = {
  readonly caseIds: readonly string[];
  readonly incidents: readonly IncidentJson[];
  openCase(id: string): Recording;
  /** What patterns may know about the contracts of a case: the facts, or the laboratory's own table. */
  knownOf(id: string): Known;
};

type Shelf = {
  readonly caseIds: readonly string[];
  readonly incidents: () => readonly IncidentJson[];
  readonly loadCase: (id: string) => Recording;
  /** A case of the user's own by the path of its folder, or a recording of live sources by that of its file. */
  readonly loadFolder: (path: string) => Recording;
  readonly known: () => Known;
};

/** Cases are read when they are first asked for. */
export function openLibrary(shelf: Shelf): Library {
  const opened = new Map<string, Recording>();
  const caseIds = [...shelf.caseIds, LABORATORY];
  return {
    caseIds,
    get incidents() {
      return shelf.incidents().map((incident) => ({
        ...incident,
        case: shelf.caseIds.includes(incident.id) ? incident.id : null,
      }));
    },
    openCase(id) {
      const known = opened.get(id);
      if (known !== undefined) return known;
      const recording = caseOf(id, shelf);
      checkSeeds(recording, shelf.incidents());
      opened.set(id, recording);
      return recording;
    },
    knownOf(id) {
      const seed = laboratorySeed(id);
      return seed === null ? shelf.known() : knowing(makeLaboratory(seed).known);
    },
  };
}

function laboratorySeed(id: string): number | null {
  const seed = /^laboratory(?:-(\d{1,9}))?$/.exec(id);
  if (seed === null) return null;
  return seed[1] === undefined ? LABORATORY_SEED : Number(seed[1]);
}

function caseOf(id: string, shelf: Shelf): Recording {
  if (shelf.caseIds.includes(id)) return shelf.loadCase(id);
  if (/[\\/]|\.json$/.test(id)) return shelf.loadFolder(id);
  const seed = laboratorySeed(id);
  if (seed !== null) return makeLaboratory(seed).recording;
  if (shelf.incidents().some((incident) => incident.id === id)) {
    throw new AshiatoError(
      'E_CASE_NO_RECORDING',
      `${id} is a known incident, but no recording of its chain data ships with Ashiato`,
      {
        where: id,
        next: `Trace one of: ${shelf.caseIds.join(', ')}, ${LABORATORY}.`,
      },
    );
  }
  const guess = nearest(id, [
    ...shelf.caseIds,
    LABORATORY,
    ...shelf.incidents().map((incident) => incident.id),
  ]);
  throw new AshiatoError(
    'E_CASE_UNKNOWN',
    `there is no case "${id}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
    {
      where: id,
      next: 'Run "ashiato cases" to see what can be traced, or give the path of a case folder, such as ./my-case.',
    },
  );
}

/**
 * A seed must not lie at an address to which the facts give a role that is not a thief's: a victim's wallet, an
 * exchange's deposit address, what was seized or given back.
 */
export function checkSeeds(recording: Recording, incidents: readonly IncidentJson[]): void {
  const known = incidents.find((incident) => incident.id === recording.incident)?.addresses ?? [];
  const forbidden = new Map(
    known.filter((each) => !each.seed).map((each) => [each.address.toLowerCase(), each.role]),
  );
  for (const { location } of caseToJson(recording).seeds) {
    const address = location.slice(location.lastIndexOf(':') + 1);
    const role = forbidden.get(address.toLowerCase());
    if (role === undefined) continue;
    throw new AshiatoError(
      'E_SEED',
      `${address} is no place to start from: the facts give it the role "${role}"`,
      {
        where: recording.id,
        next: 'Seed the address where the stolen value first rested, or correct the role in facts/incidents.json.',
      },
    );
  }
}
