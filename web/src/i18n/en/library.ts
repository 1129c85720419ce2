/** English: incidents, actors, techniques, responses. */
export const library = {
  'library.title': 'Library',
} as const;
