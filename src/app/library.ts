/** What ships with the product, opened by name: recorded cases, the laboratory, and the facts. */
import type { IncidentJson } from '../contract/trace.ts';
import { makeLaboratory } from '../core/laboratory/laboratory.ts';
import type { Recording } from '../core/model/case.ts';
import { AshiatoError } from '../core/model/errors.ts';
import { nearest } from '../core/model/nearest.ts';

export const LABORATORY = 'laboratory';
/** The laboratory case that is shown unless another seed is asked for. */
export const LABORATORY_SEED = 1;

export type Library = {
  readonly caseIds: readonly string[];
  readonly incidents: readonly IncidentJson[];
  openCase(id: string): Recording;
};

type Shelf = {
  readonly caseIds: readonly string[];
  readonly incidents: readonly IncidentJson[];
  readonly loadCase: (id: string) => Recording;
};

/** Cases are read when they are first asked for. */
export function openLibrary(shelf: Shelf): Library {
  const opened = new Map<string, Recording>();
  const caseIds = [...shelf.caseIds, LABORATORY];
  return {
    caseIds,
    incidents: shelf.incidents.map((incident) => ({
      ...incident,
      case: shelf.caseIds.includes(incident.id) ? incident.id : null,
    })),
    openCase(id) {
      const known = opened.get(id);
      if (known !== undefined) return known;
      const recording = caseOf(id, shelf);
      opened.set(id, recording);
      return recording;
    },
  };
}

function caseOf(id: string, shelf: Shelf): Recording {
  if (shelf.caseIds.includes(id)) return shelf.loadCase(id);
  const seed = /^laboratory(?:-(\d{1,9}))?$/.exec(id);
  if (seed !== null)
    return makeLaboratory(seed[1] === undefined ? LABORATORY_SEED : Number(seed[1])).recording;
  if (shelf.incidents.some((incident) => incident.id === id)) {
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
    ...shelf.incidents.map((incident) => incident.id),
  ]);
  throw new AshiatoError(
    'E_CASE_UNKNOWN',
    `there is no case "${id}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
    {
      where: id,
      next: 'Run "ashiato cases" to see what can be traced.',
    },
  );
}
