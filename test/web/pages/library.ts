/** An actor is found by its Korean name, its sources are shown, an edit is proposed and another person accepts it. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

export async function librarySteps(page: Page): Promise<void> {
  const headline = page.getByTestId('headline');
  assert.match(await headline.innerText(), /^326 entries/);
  await page.getByRole('searchbox').fill('라자루스');
  await page.locator('.hits a').first().filter({ hasText: 'Lazarus Group' }).click();
  assert.match(await headline.innerText(), /entries hold “라자루스”/);
  const fields = page.locator('.entry-fields');
  assert.match(await fields.innerText(), /G0032/);
  await page.locator('.mark').first().focus();
  assert.ok(await page.locator('.said-text').first().isVisible(), 'who says it is one key away');
  await page.getByLabel('Show every source').check();
  assert.equal(await page.locator('.said-numbers').count(), await page.locator('.statement').count());
  assert.ok((await page.locator('.sources li').count()) > 1);

  await page.getByText('Propose an edit').click();
  const form = page.locator('.propose form');
  await form.getByLabel('Field').selectOption('alias');
  await form.getByLabel('What to do').selectOption('beside');
  await form.getByLabel('New value').fill('Example Name');
  await form.getByLabel('Source').fill('Example Times');
  await form.getByLabel('Your name').fill('M. Sato');
  await form.getByRole('button', { name: 'Propose' }).click();
  await form.getByRole('status').waitFor();
  assert.doesNotMatch(
    await fields.innerText(),
    /Example Name/,
    'nothing changes before somebody else accepts it',
  );

  await page.getByRole('button', { name: /^Review/ }).click();
  const waiting = page.locator('.edit', { hasText: 'Example Name' });
  await waiting.getByLabel('Your name').fill('J. Kim');
  await waiting.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('No edit waits for a review.').waitFor();
  await page.getByRole('button', { name: /^All/ }).click();
  await fields.filter({ hasText: 'Example Name' }).waitFor();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.locator('.edit-retracted').waitFor();
  assert.doesNotMatch(await fields.innerText(), /Example Name/);
}
