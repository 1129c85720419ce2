/** English: articles, and what is taken from them. */
export const intel = {
  'intel.title': 'Intel intake',
} as const;
