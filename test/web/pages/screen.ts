/** A listed address is a hit with its list and dates, another is not known on a fresh install, and many are a table. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

const LISTED = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
const FREE = '0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe';

export async function screenSteps(page: Page, url: string): Promise<void> {
  assert.match(await page.getByTestId('headline').innerText(), /nobody can be called clear yet/);
  assert.match(await page.locator('.notice').first().innerText(), /npx ashiato lists refresh/);
  const ask = async (text: string): Promise<void> => {
    await page.fill('textarea', text);
    await page.locator('textarea').press('Control+Enter');
  };

  await ask(LISTED);
  const decision = page.locator('.decision');
  await page.locator('.decision[data-outcome=hit]').waitFor();
  const said = await decision.innerText();
  for (const words of [
    /Hold it/,
    /Lazarus Group/,
    /address since 14 Apr 2022|Apr 14, 2022/,
    /DPRK3/,
    /never/,
  ])
    assert.match(said, words);
  await page.getByText('Answer with its signature (JSON)').click();
  const signed = JSON.parse(await page.locator('.document pre').first().innerText()) as {
    answer: { items: { subject: { text: string } }[] };
    seal: { keyId: string };
  };
  assert.equal(signed.answer.items[0]?.subject.text, LISTED);
  const { keys } = (await (await fetch(`${url}/v1/keys`)).json()) as { keys: { keyId: string }[] };
  assert.equal(signed.seal.keyId, keys[0]?.keyId);

  await ask(`subject,chain\n${LISTED},eth\n${FREE},eth\n${FREE.slice(0, -1)}f,eth\n`);
  await page.locator('.batch tbody tr').nth(2).waitFor();
  assert.match(await page.locator('h2', { hasText: 'of 3' }).innerText(), /1 hits, 0 clear, 2 not known/);
  const rows = await page.locator('.batch tbody tr').allInnerTexts();
  assert.match(rows[1] ?? '', /Not known[\s\S]*E_LIST_PARTIAL/);
  assert.match(rows[2] ?? '', /E_ADDR_CHECKSUM/);
  await page.getByRole('button', { name: FREE, exact: true }).click();
  await page.locator('.decision[data-outcome=indeterminate]').waitFor();
}
