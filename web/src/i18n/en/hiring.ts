/** English: evidence of misrepresentation, and what to ask. */
export const hiring = {
  'hiring.title': 'Hiring screen',
} as const;
