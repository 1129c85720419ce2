/** The probability in the first line is the route's; a sum of one's own is answered; skill is shown where it is negative too. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { BacktestJson, OutlookJson } from '../../../src/contract/outlook.ts';

export async function outlookSteps(page: Page, url: string): Promise<void> {
  const ask = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${url}/api/v1/${path}`)).json()) as T;
  const found = await ask<OutlookJson>('outlook?exceed=250000000');
  const per = (chance: number | undefined): string => `${Math.round((chance ?? 0) * 100)}\u202f%`;
  const quarter = found.outlooks.find(({ days }) => days === 90);
  const hundred = quarter?.exceeds.find(({ usd }) => usd === '100000000');
  const headline = await page.getByTestId('headline').innerText();
  assert.ok(headline.includes(per(hundred?.model)), headline);
  await page.getByRole('button', { name: 'Ask' }).click();
  const own = quarter?.exceeds.find(({ usd }) => usd === '250000000');
  await page.getByText(`90 days: ${per(own?.model)}`).waitFor();

  const backtest = await ask<BacktestJson>('outlook/backtest');
  const skill = page.locator('section[aria-labelledby="outlook-skill-title"]');
  await skill.locator('summary').click();
  const negative = backtest.skills.filter(
    ({ against, skill: value }) => against === 'climatology' && value !== null && value < -0.005,
  );
  assert.ok(negative.length > 0);
  for (const { skill: value } of negative)
    assert.ok(
      await skill
        .getByRole('cell', { name: `\u2212${Math.abs(value ?? 0).toFixed(2)}`, exact: true })
        .first()
        .isVisible(),
      String(value),
    );
  assert.match(await page.locator('body').innerText(), /No skill is claimed: \d+ windows/);
  assert.match(await page.locator('body').innerText(), /None was issued here yet/);
}
