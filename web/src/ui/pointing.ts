/** What the reader points at and has chosen; drawing, tables and bars share it, so they move together. */
export type Pointing = {
  readonly hovered: string | null;
  readonly selected: string | null;
  readonly hover: (id: string | null) => void;
  readonly select: (id: string | null) => void;
};

/** What is lit: the thing under the pointer, else the thing chosen. */
export const litBy = (pointing: Pointing): string | null => pointing.hovered ?? pointing.selected;
