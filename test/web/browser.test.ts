/** What a person does with the pages, on the real server, in a real browser. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sumOf } from '../../web/src/format/money.ts';
import { type Opened, openPages, skipPages } from './fixtures/served.ts';

describe('the pages', { skip: skipPages, timeout: 180_000 }, () => {
  let opened: Opened;
  let page: Opened['page'];
  let seen: Opened['seen'];
  before(async () => {
    opened = await openPages('Asia/Seoul');
    ({ page, seen } = opened);
  });
  after(() => opened?.close());

  const rows = () => page.locator('.incidents tbody tr');
  const headline = () => page.locator('[data-testid=headline]');
  const atRonin = () => page.waitForURL(/\/incidents\/ronin-2022/);
  const text = async (selector: string): Promise<string> =>
    (await page.locator(selector).first().innerText()).replace(/[\u202f\u00a0]/g, ' ');

  test('the list says how many thefts, how much, and how many can be followed', async () => {
    await page.goto(opened.url);
    await rows().first().waitFor();
    const said = await text('h1');
    const { incidents } = (await (await fetch(`${opened.url}/api/v1/incidents`)).json()) as {
      incidents: { includedInTotal: boolean; lossUsd: string | null; case: string | null }[];
    };
    assert.equal(await rows().count(), incidents.length);
    assert.match(said, new RegExp(`^${incidents.length} thefts`));
    const total = sumOf(incidents.flatMap((one) => (one.includedInTotal ? (one.lossUsd ?? []) : [])));
    const title = (await page.locator('h1').getAttribute('title'))?.replace(/^US\$|\s/g, '');
    assert.equal(title, total);
    assert.match(said, new RegExp(`${incidents.filter((one) => one.case !== null).length} can be followed`));
  });

  test('search takes any script, the year filters, and the address bar keeps both', async () => {
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search');
    await page.keyboard.type('Ronin');
    await page.waitForFunction(() => document.querySelectorAll('.incidents tbody tr').length < 5);
    assert.match(await rows().first().innerText(), /Ronin/);
    await page.fill('input[type=search]', '로닌');
    await page.waitForFunction(() => document.querySelectorAll('.incidents tbody tr').length === 1);
    assert.match(await rows().first().innerText(), /Ronin/);
    await page.fill('input[type=search]', '');
    await page.getByRole('button', { name: /^2022:/ }).click();
    await page.waitForFunction(() => new URLSearchParams(window.location.search).get('year') === '2022');
    await page.fill('input[type=search]', 'nothing is called this');
    await page.getByRole('heading', { name: 'No incident matches' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: /^2022:/ }).click();
    await page
      .getByRole('link', { name: /^Ronin Network/ })
      .last()
      .click();
    await atRonin();
  });

  test('the headline is what the trace says', async () => {
    await headline().waitFor();
    const { trace } = (await (
      await fetch(`${opened.url}/api/v1/cases/ronin-2022/trace?policy=fifo`)
    ).json()) as {
      trace: { assets: { ends: { kind: string; amount: string }[]; stolen: string }[] };
    };
    const asset = trace.assets[0]!;
    const mixed = asset.ends
      .filter(({ kind }) => kind === 'mixer')
      .reduce((sum, end) => sum + BigInt(end.amount), 0n);
    const share = (Number((mixed * 1_000_000n) / BigInt(asset.stolen)) / 10_000).toFixed(1);
    assert.ok((await text('h1')).includes(`${share} % went into one mixer`), await text('h1'));
  });

  test('the conservation bar says 100 %, for each asset stolen', async () => {
    const said = await page.locator('.conserve figcaption').allInnerTexts();
    assert.equal(said.length, 2);
    for (const one of said) assert.match(one.replace(/[\u202f\u00a0]/g, ' '), /100 %/);
  });

  test('pointing at an end of the drawing lights its row, and the row lights the drawing', async () => {
    const end = page.locator('.node-end').last();
    const key = (await end.getAttribute('data-node')) ?? '';
    await end.hover();
    assert.equal(await page.locator('tr.lit[data-end]').getAttribute('data-end'), key);
    await page.mouse.move(2, 2);
    await page.locator('tr[data-end]').first().hover();
    await page.locator('.node.dim').first().waitFor();
    await page.locator('.row-button').first().click();
    await page.locator('.evidence .movements tbody tr').first().waitFor();
    await page.getByRole('button', { name: 'Clear selection' }).click();
  });

  test('a click on a label opens the transfers of its place, and a fold opens into its places', async () => {
    await page.locator('.node-place .label', { hasText: /^Intermediary 2/ }).click();
    await page.locator('.evidence .movements tbody tr').nth(3).waitFor();
    await page.getByRole('button', { name: 'Clear selection' }).click();
    const places = await page.locator('.node-place').count();
    const fold = page.locator('.node-fold').first();
    const folded = Number((await fold.getAttribute('aria-label'))?.match(/^(\d+) more/)?.[1]);
    await fold.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Fold small branches again' }).waitFor();
    assert.equal(await page.locator('.node-place').count(), places + folded);
    await page.getByRole('button', { name: 'Fold small branches again' }).click();
  });

  test('an earlier day gives the answer of that day', async () => {
    const now = await text('h1');
    await page.locator('input[type=date]').fill('2022-04-10');
    await page.waitForURL(/asOf=2022-04-10/);
    await page.locator('h1', { hasText: /^Of .* stolen: [\d.]+.% still lies unspent/ }).waitFor();
    assert.notEqual(await text('h1'), now);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.locator('h1', { hasText: /^Of .* stolen: [\d.]+.% went into one mixer/ }).waitFor();
  });

  test('another policy gives another answer, kept in the address bar', async () => {
    await page.getByText('Poison (ceiling)', { exact: true }).click();
    await page.waitForURL(/policy=poison/);
    await page.locator('h1', { hasText: /^At most/ }).waitFor();
    assert.equal(await page.locator('.conserve').count(), 0);
    await page.getByText('First in, first out', { exact: true }).click();
    await page.locator('.conserve').first().waitFor();
  });

  test('the other stolen asset has its own drawing', async () => {
    await page.locator('label', { hasText: 'USDC' }).first().click();
    await page.locator('.node-stolen').waitFor();
    assert.match(await text('h1'), /USDC/);
    await page.locator('label', { hasText: 'ETH' }).first().click();
  });

  test('the keyboard walks the flow, opens help, and goes back to the list', async () => {
    await page.locator('.node').first().focus();
    const start = await page.evaluate(() => document.activeElement?.getAttribute('data-node'));
    await page.keyboard.press('ArrowRight');
    const next = await page.evaluate(() => document.activeElement?.getAttribute('data-node'));
    assert.ok(next !== null && next !== start);
    await page.keyboard.press('Enter');
    await page.locator('.evidence').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page
      .locator('dialog[open]')
      .waitFor({ state: 'detached' })
      .catch(() => {});
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await rows().first().waitFor();
    await page.goBack();
    await headline().waitFor();
  });

  test('Japanese and Korean are whole, and remembered', async () => {
    for (const [button, lang, pattern] of [
      ['日本語', 'ja', /窃取された17\.36万 ETH/],
      ['한국어', 'ko', /탈취된 17\.36만 ETH/],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      await page.waitForFunction((wanted) => document.documentElement.lang === wanted, lang);
      assert.match(await text('h1'), pattern);
      const shown = await page.locator('body').innerText();
      assert.doesNotMatch(shown, /\b(headline|list|end|policy|gap|prov)\.[a-z]+\b/, 'a key shows through');
    }
    await page.reload();
    await headline().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'ko');
    await page.goto(`${opened.url}/incidents/ronin-2022?lang=en`);
    await headline().waitFor();
    assert.match(await text('h1'), /^Of 173 600 ETH stolen/);
  });

  test('dark is dark, and remembered', async () => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.locator('header select').selectOption('dark');
    assert.notEqual(await paper(), light);
    await page.reload();
    await headline().waitFor();
    assert.notEqual(await paper(), light);
    await page.locator('header select').selectOption('system');
  });

  test('the laboratory says loudly that it is one', async () => {
    await page.goto(`${opened.url}/cases/laboratory`);
    await page.locator('.lab-band').waitFor();
    assert.match(await text('.lab-band'), /LABORATORY/);
    await page.locator('.node-end').first().waitFor();
  });

  test('nothing was complained of, and nothing left the machine', () => {
    assert.deepEqual(seen, { complaints: [], strangers: [] });
  });

  test('a refusal shows its code and what to do next', async () => {
    await page.goto(`${opened.url}/incidents/no-such-theft`);
    await page.getByRole('alert').waitFor();
    assert.match(await page.getByRole('alert').innerText(), /E_CASE_UNKNOWN/);
    await page.goto(`${opened.url}/no/such/page`);
    await page.getByRole('heading', { name: 'There is no page here' }).waitFor();
    assert.deepEqual(seen.strangers, []);
  });

  test('a silent server is said to be silent, and trying again helps', async () => {
    await page.route('**/api/**', (route) => route.abort());
    await page.goto(opened.url);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), /E_UNREACHABLE/);
    await page.unroute('**/api/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows().first().waitFor();
  });
});
