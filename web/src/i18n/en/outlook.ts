/** English: what may come, and how sure that is. */
export const outlook = {
  'outlook.title': 'What may come',
} as const;
