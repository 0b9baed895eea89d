import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Whom every view is shown to. */
export const readers = [
  { locale: 'en-US', lang: 'en', colorScheme: 'light' },
  { locale: 'ko-KR', lang: 'ko', colorScheme: 'dark' },
] as const;

/** A phone, a tablet and a large screen. */
const sizes = [
  { width: 390, height: 844 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
] as const;

/** What axe finds wrong with a page. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Expects a page to be accessible, no wider than the screen and with a whole header, on every screen. */
export async function expectFine(page: Page): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    expect(await violations(page), `at ${size.width} px`).toEqual([]);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width, 'width of the page').toBe(size.width);
    const brand = await page.getByRole('link', { name: 'Tidecast', exact: true }).boundingBox();
    const nav = await page.locator('.header-nav').boundingBox();
    const brandEnd = (brand?.x ?? 0) + (brand?.width ?? 0);
    expect(brandEnd, 'end of the brand').toBeLessThanOrEqual(nav?.x ?? 0);
  }
}

/** Collects what a page prints as an error, from now on. */
export function collectErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  return errors;
}
