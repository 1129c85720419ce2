/** Numbers written in Chinese characters, as dates have them: 二〇二五 digit by digit, 二千二十五 and 三十一 with places. */

const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const PLACES: ReadonlyMap<string, number> = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
]);

/** For a class of a regular expression. */
export const HAN = `${DIGITS.join('')}零○十`;

export function numberOfHan(text: string): number {
  let [whole, digits] = [0, 0];
  for (const character of text.replace(/[零○]/g, '〇')) {
    const place = PLACES.get(character);
    if (place === undefined) {
      digits = digits * 10 + DIGITS.indexOf(character);
    } else {
      whole += Math.max(digits, 1) * place;
      digits = 0;
    }
  }
  return whole + digits;
}
