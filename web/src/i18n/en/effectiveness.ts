/** English: what was stopped, and how fast. */
export const effectiveness = {
  'effectiveness.title': 'What worked',
} as const;
