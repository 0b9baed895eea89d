/** @jest-environment @tidecast/frontend/test/dom-environment.mjs */
import { expect, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { showPage } from '../../../test/dom.tsx';
import { UploadRow } from './UploadRow.tsx';
import type { UploadItem } from './upload/upload-item.ts';
import { uploadsOf } from './upload/uploads.ts';

const rung = { rung: 720, width: 1280, height: 720, usd: 0.5 };

test.each([
  [{ renditions: [rung], minutes: 1, usd: 0.5 }, 'Encoding makes 720p and costs about $0.50'],
  [{ renditions: [], minutes: 0, usd: 0 }, 'A picture of this size cannot be encoded.'],
])('before an upload: %j', async (estimate, sentence) => {
  const item: UploadItem = {
    ...{ key: 'k', title: 'Tide', visibility: 'private', state: 'ready', sent: 0, offline: false },
    file: new File(['x'], 'tide.mp4'),
    facts: { duration: 60, width: 1280, height: 720 },
    estimate,
  };
  const uploads = uploadsOf(new QueryClient());
  const page = await showPage(<UploadRow item={item} uploads={uploads} />);
  expect(document.querySelector('[role="status"]')?.textContent).toContain(sentence);
  await page.leave();
});
