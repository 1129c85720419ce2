/** The hiring screen: one candidate of the form, or a file of them; the server reads every field. */
import type { HiringAnswer } from '../../../src/contract/hiring.ts';
import type { FieldName } from '../../../src/core/hiring/fields.ts';
import { ApiError, erase, sendJson, sendText } from './http.ts';

/** As typed; an empty field is not sent. */
export type Given = Readonly<Partial<Record<FieldName, string>>>;

/** As the server's, so that nobody waits for a refusal. */
const MOST_BYTES = 8 << 20;

export function screenGiven(given: Given, keep: boolean): Promise<HiringAnswer> {
  const filled = Object.fromEntries(Object.entries(given).filter(([, text]) => text.trim() !== ''));
  return sendJson('/v1/hiring/screen', { candidates: [filled], keep });
}

export async function screenFile(file: File, keep: boolean): Promise<HiringAnswer> {
  if (file.size > MOST_BYTES)
    throw new ApiError(
      {
        code: 'E_TOO_LARGE',
        message: `${file.name}: ${file.size} bytes`,
        limit: `${MOST_BYTES} bytes`,
        retryable: false,
      },
      413,
    );
  const text = await file.text();
  if (!file.name.endsWith('.json'))
    return sendText(`/v1/hiring/screen?keep=${String(keep)}`, text, 'text/csv');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError({ code: 'E_NOT_JSON', message: file.name, retryable: false }, 422);
  }
  return sendJson('/v1/hiring/screen', { candidates: Array.isArray(value) ? value : [value], keep });
}

export const eraseCandidate = (ref: string): Promise<{ erased: boolean }> =>
  erase(`/v1/hiring/candidates/${encodeURIComponent(ref)}`);
