import { describe, expect, test } from '@jest/globals';
import { type VideoStatus, videoStatuses, visibilities } from '@tidecast/contract/vocabulary';
import { maySee } from './may-see.ts';

const viewers = {
  nobody: undefined,
  stranger: { userId: 'jun', moderator: false },
  moderator: { userId: 'mod', moderator: true },
  owner: { userId: 'mina', moderator: false },
};
const everybody = Object.keys(viewers);
const owner = ['owner'];
const none: string[] = [];

/** Who sees it: a status, whether it is playable, and then what is public, unlisted, private. */
const matrix: readonly (readonly [VideoStatus, boolean, string[], string[], string[]])[] = [
  ['uploading', false, owner, owner, owner],
  ['uploading', true, owner, owner, owner],
  ['queued', false, owner, owner, owner],
  ['queued', true, owner, owner, owner],
  ['processing', false, owner, owner, owner],
  ['processing', true, everybody, everybody, owner],
  ['ready', false, everybody, everybody, owner],
  ['ready', true, everybody, everybody, owner],
  ['failed', false, owner, owner, owner],
  ['failed', true, owner, owner, owner],
  ['deleting', false, none, none, none],
  ['deleting', true, none, none, none],
];

describe.each(matrix)('what is %s, playable: %p', (status, playable, ...who) => {
  test.each(visibilities.map((visibility, n) => [visibility, who[n]] as const))(
    'and %s is seen by %j',
    (visibility, seers) => {
      const video = { ownerId: 'mina', status, playable, visibility };
      const seen = Object.entries(viewers).filter(([, viewer]) => maySee(video, viewer));
      expect(seen.map(([name]) => name)).toEqual(seers);
    },
  );
});

test('the matrix has every status, playable or not', () => {
  const both = videoStatuses.flatMap((status) => [`${status} false`, `${status} true`]);
  expect(matrix.map(([status, playable]) => `${status} ${playable}`)).toEqual(both);
});
