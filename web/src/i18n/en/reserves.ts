/** English: what was stolen and what is still held. */
export const reserves = {
  'reserves.title': 'What they still hold',
} as const;
