/** What `--json` prints, of every command alike: amounts as decimal strings, maps as objects. */
export const toJson = (value: unknown): string => `${JSON.stringify(value, plain, 2)}\n`;

const plain = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value instanceof Map ? Object.fromEntries(value) : value;

/** The same answer for a machine (`--json`) or a person. */
export const print = ({ json }: { readonly json?: boolean }, content: unknown, text: string): void =>
  void process.stdout.write(json === true ? toJson(content) : text);
