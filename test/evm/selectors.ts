/** The four-byte selectors and event topics that the contracts of this suite use (EIP-20; mint is OpenZeppelin's). */
export const Selector = { transfer: '0xa9059cbb', balanceOf: '0x70a08231', mint: '0x40c10f19' } as const;
export const EventName = {
  transfer: '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
} as const;

const word = (value: bigint | string): string => BigInt(value).toString(16).padStart(64, '0');
export const callData = (selector: string, ...words: readonly (bigint | string)[]): string =>
  selector + words.map(word).join('');
