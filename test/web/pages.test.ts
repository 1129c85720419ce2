/** Every page of the navigation, on the real server, in a real browser: in three languages, within its frame, on this machine. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { ROOMS } from '../../web/src/rooms.ts';
import { type Opened, openPages, skipPages } from './fixtures/served.ts';
import { effectivenessSteps } from './pages/effectiveness.ts';
import { hiringSteps } from './pages/hiring.ts';
import { intelSteps } from './pages/intel.ts';
import { librarySteps } from './pages/library.ts';
import { outlookSteps } from './pages/outlook.ts';
import { reservesSteps } from './pages/reserves.ts';
import { screenSteps } from './pages/screen.ts';

/** What a person does on one page; the steps of each lie in a file of its own under pages/. */
export type Steps = (page: Page, url: string) => Promise<void>;
const STEPS: Readonly<Partial<Record<string, Steps>>> = {
  '/effectiveness': effectivenessSteps,
  '/hiring': hiringSteps,
  '/intel': intelSteps,
  '/library': librarySteps,
  '/outlook': outlookSteps,
  '/screen': screenSteps,
  '/reserves': reservesSteps,
};

describe('the pages of the navigation', { skip: skipPages, timeout: 240_000 }, () => {
  let opened: Opened;
  let page: Opened['page'];
  let seen: Opened['seen'];
  before(async () => {
    opened = await openPages('Asia/Tokyo');
    ({ page, seen } = opened);
  });
  after(() => opened?.close());

  for (const { to } of ROOMS) {
    test(`${to} speaks three languages and stays within its frame`, async () => {
      for (const lang of ['en', 'ja', 'ko']) {
        await page.goto(`${opened.url}${to}?lang=${lang}`);
        await page.waitForLoadState('networkidle');
        await page.locator('h1').first().waitFor();
        assert.equal(await page.locator('[role=alert]').count(), 0, lang);
        const shown = await page.locator('body').innerText();
        const room = to.slice(1) || 'list';
        assert.doesNotMatch(
          shown,
          new RegExp(`\\b(app|state|${room})\\.[a-z]+\\b`),
          `${lang}: a key shows through`,
        );
        const [scroll, client] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(scroll! <= client!, `${lang}: ${scroll} px wide in a frame of ${client}`);
      }
    });
    const steps = STEPS[to];
    if (steps !== undefined)
      test(`${to} does what a person asks of it`, async () => {
        await page.goto(`${opened.url}${to}?lang=en`);
        await page.waitForLoadState('networkidle');
        await steps(page, opened.url);
      });
  }

  test('nothing was complained of, and nothing left the machine', () => {
    assert.deepEqual(seen, { complaints: [], strangers: [] });
  });
});
