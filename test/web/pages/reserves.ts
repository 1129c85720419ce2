/** The ledger: a band first, one theft drawn, the reader's own threshold, and every figure as a table and a file. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

export async function reservesSteps(page: Page, url: string): Promise<void> {
  await page.locator('h1', { hasText: /^(Up to|Between) US\$/ }).waitFor();
  await page.getByText('accepted edits of the library are not in them').waitFor();
  const fates = page.locator('section[aria-labelledby="reserves-fates-title"]');
  await fates.getByRole('combobox').selectOption('bybit-2025');
  await fates.getByText(/^bybit-2025: of at most US\$/).waitFor();
  assert.match(page.url(), /theft=bybit-2025/);
  await fates.locator('summary').click();
  assert.equal(await fates.locator('tbody tr').count(), 7, 'stolen, five fates, and what nobody knows');
  const file = page.waitForEvent('download');
  await fates.getByRole('button', { name: 'CSV' }).click();
  const text = readFileSync(await (await file).path(), 'utf8');
  assert.match(text, /^\uFEFF?Fate,At least,At most,n,Sources\r?\nstolen,1430000000,1500000000,/);

  for (const [id, heading] of [
    ['assets', /Asset,Thefts,Units,What sources say became of it\r\nBTC,\d+,[\d.]+,/],
    ['worth', /What,Units,USD,JPY,KRW\r\n"Stolen, at the rate of each theft’s day",,\d+ – \d+,/],
    ['seen', /Seen on,Holder,Units,USD,JPY,KRW,Sources\r\n2025-/],
  ] as const) {
    const saved = page.waitForEvent('download');
    await page
      .locator(`section[aria-labelledby="${id}"]`)
      .getByRole('button', { name: 'CSV' })
      .first()
      .click();
    assert.match(readFileSync(await (await saved).path(), 'utf8'), heading);
  }

  const worth = page.locator('section[aria-labelledby="worth"]');
  const held = worth.locator('tbody tr', { hasText: 'bybit-2025 ETH, still held 2025-03-03' });
  assert.match(await held.innerText(), /US\$\s2\.89m/, 'a price of that day ships');
  const credit = worth.getByRole('link', { name: 'Powered by CoinDesk' });
  assert.equal(await credit.getAttribute('href'), 'https://www.coindesk.com/price/bitcoin');

  await page.getByLabel('Threshold, US$').fill('1000000000');
  await page.keyboard.press('Enter');
  await page
    .getByText(/^Above your threshold of US\$/)
    .first()
    .waitFor();
  assert.match(page.url(), /threshold=1000000000/);

  await page.goto(`${url}/reserves?lang=en&asOf=2016-12-31&actor=CryptoCore`);
  await page.getByText('No theft is on record by then.').waitFor();

  await page.goto(`${url}/reserves?lang=ja`);
  await page.locator('svg text', { hasText: '複数のチェーン' }).waitFor();
  assert.doesNotMatch(await page.locator('.page').innerText(), /several chains|unattributed|\bunknown\b/);
}
