/** Keys of many alike texts, such as one a field: `rows('hiring.field', { ref: '…' })` gives `hiring.field.ref`. */
export const rows = <Id extends string, Name extends string>(
  name: Name,
  texts: Readonly<Record<Id, string>>,
): Record<`${Name}.${Id}`, string> =>
  Object.fromEntries(Object.entries(texts).map(([id, text]) => [`${name}.${id}`, text])) as Record<
    `${Name}.${Id}`,
    string
  >;
