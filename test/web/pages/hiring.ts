/** A candidate whose wallet is listed and who is to be paid in another name: two questions, no score, and erased again. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

const LISTED = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';

export async function hiringSteps(page: Page): Promise<void> {
  const headline = page.getByTestId('headline');
  assert.match(await headline.innerText(), /checks on who a candidate is/);
  await page.getByText('weights unvalidated: no labelled data').waitFor();
  await page.fill('input[name=ref]', 'C-17');
  await page.fill('input[name=name]', 'Yamada Taro');
  await page.fill('input[name=payout_holder]', 'Kim Chol');
  await page.fill('input[name=payout_addresses]', LISTED);
  await page.locator('input[name=payout_addresses]').press('Enter');
  const found = page.getByTestId('candidate');
  await found.waitFor();
  assert.match(await headline.innerText(), /^3 pieces of evidence on 1 candidate/);
  const said = await found.innerText();
  for (const words of [
    /To be paid in another name/,
    /Yamada Taro/,
    /Kim Chol/,
    /Whose account is to be paid/,
    /Lazarus Group/,
  ])
    assert.match(said, words);
  assert.doesNotMatch(said, /score|%/i);
  await found.getByRole('button', { name: 'Erase' }).click();
  await found.getByText('What was kept is erased.').waitFor();

  // What the whole request is refused for comes with 422, which the browser would complain of: see test/hiring.
  await page.setInputFiles('input[type=file]', {
    name: 'c.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('ref,birth\nA-1,1990-01-02\nA-2,1990-02-30\n'),
  });
  const refused = page.getByTestId('refused');
  await refused.waitFor();
  assert.match(await headline.innerText(), /^No evidence on 1 candidate.* 1 candidate could not be read/);
  assert.match(await refused.innerText(), /A-2 "1990-02-30" is not a day E_TIME_RANGE/);
}
