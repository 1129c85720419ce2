/**
 * People who may approve together, as the configuration registers them: by name and key. Whoever shares a name or a key
 * with somebody is that person, however many others stand between: two are only two where nothing leads from one to the other.
 */
export type Person = { readonly name: string; readonly key: string };

/** How many different people these are; whoever is not registered is nobody. */
export function countPeople(signers: readonly Person[], registered: readonly Person[]): number {
  return new Set(signers.flatMap((signer) => personOf(signer, registered) ?? [])).size;
}

/** The first of those registered who are the same person. */
function personOf(one: Person, registered: readonly Person[]): Person | undefined {
  if (!registered.some(({ name, key }) => name === one.name && key === one.key)) return undefined;
  const same = new Set([one]);
  for (const known of same) for (const other of registered) if (isSame(other, known)) same.add(other);
  return registered.find((each) => same.has(each));
}

/** Letters of either case, and of a form that looks the same, are one name. */
const isSame = (a: Person, b: Person): boolean => a.key === b.key || nameOf(a) === nameOf(b);
const nameOf = ({ name }: Person): string => name.normalize('NFKC').trim().toLowerCase();
