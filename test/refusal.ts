/** How tests read a refusal: by its code. What is thrown without one is a bug, and thrown on. */
import { AshiatoError } from '../src/core/model/errors.ts';

export function refusalOf(error: unknown): string {
  if (!(error instanceof AshiatoError) || error.code === 'E_INTERNAL') throw error;
  return error.code;
}

/** With what code something is refused. */
export function codeOf(job: () => unknown): string {
  try {
    job();
  } catch (error) {
    return refusalOf(error);
  }
  return 'accepted';
}

/** The same of what takes time. */
export const codeLater = (answer: Promise<unknown>): Promise<string> =>
  answer.then(() => 'accepted', refusalOf);
