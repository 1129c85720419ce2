/** What `--json` prints, of every command alike: amounts as decimal strings, maps as objects. */
export const toJson = (value: unknown): string => `${JSON.stringify(value, plain, 2)}\n`;

const plain = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value instanceof Map ? Object.fromEntries(value) : value;
