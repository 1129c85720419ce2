/** A number with its noun, in the singular where there is one: "1 theft", "2 thefts", "1 address". */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
