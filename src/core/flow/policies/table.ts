/** A new policy: one file, one row, its oracle under test/ and its line in the bench. */
import type { PolicyName } from '../../model/rules.ts';
import { fifo } from './fifo.ts';
import { haircut } from './haircut.ts';
import { libr } from './libr.ts';
import { lifo } from './lifo.ts';
import { poison } from './poison.ts';
import type { Policy } from './policy.ts';
import { tiho } from './tiho.ts';

export const POLICY: { readonly [name in PolicyName]: Policy } = { fifo, lifo, haircut, tiho, libr, poison };
