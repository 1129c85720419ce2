/** The figures on the page are the route's; a designation is asked about, and no address of a flow is given away. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { EffectivenessJson } from '../../../src/contract/effectiveness.ts';

export async function effectivenessSteps(page: Page, url: string): Promise<void> {
  const found = (await (await fetch(`${url}/api/v1/effectiveness`)).json()) as EffectivenessJson;
  const headline = await page.getByTestId('headline').innerText();
  for (const fate of ['frozen', 'recovered'])
    assert.ok(
      headline.includes(` ${found.total.shares.find((share) => share.fate === fate)?.thefts} `),
      `${headline}: ${fate}`,
    );
  assert.ok(headline.includes(`of ${found.total.n} thefts`), headline);
  const years = page.locator('section[aria-labelledby="effectiveness-years-title"]');
  await years.locator('summary').click();
  assert.equal(await years.locator('tbody tr').count(), found.years.length + 1);
  const listed = page.locator('section[aria-labelledby="effectiveness-listed-title"] svg text');
  for (const { incident, symbol, movements } of found.listed)
    assert.ok((await listed.allTextContents()).includes(`${incident}, ${symbol}, n = ${movements}`));

  const answer = page.getByTestId('what-if');
  await answer.waitFor();
  assert.equal(await page.locator('.figure details').count(), 8, 'every chart has its table');
  assert.match(await answer.innerText(), /Tornado Cash \(\d+ addresses\).* 1 of \d+ traced thefts/);
  assert.doesNotMatch(await answer.innerText(), /0x[0-9a-f]{6}/, 'a way around is a count');
  await page.getByLabel('Address, service or listed entity').fill('Lazarus Group');
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.getByText(/Designating Lazarus Group \(8 addresses\)/).waitFor();
}
