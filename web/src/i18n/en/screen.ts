/** English: asking about an address, a transaction or a name. */
export const screen = {
  'screen.title': 'May I take this money?',
} as const;
