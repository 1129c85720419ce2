/**
 * First in, first out: inputs laid end to end, outputs cut the tape in order, the tail is the fee; on
 * accounts the oldest units leave first.
 * Source: Clayton's Case (1816); Anderson, Shumailov, Ahmed, "Making Bitcoin Legal" (2018).
 * Cost: linear in the runs touched.
 */
import { cutTape, ordered, type Policy, takeHead } from './policy.ts';

export const fifo: Policy = { ...ordered, name: 'fifo', spend: cutTape, debit: takeHead };
