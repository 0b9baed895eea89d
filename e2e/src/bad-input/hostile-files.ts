import { stat, truncate, writeFile } from 'node:fs/promises';
import type { BadInput, Workshop } from './bad-input.ts';
import { fails, plays } from './expectation.ts';
import { ffmpeg, picture, tone } from './ffmpeg.ts';

const mp4 = 'video/mp4';

/** Files that are not what they say, and names that are not what one expects. */
export const hostileFiles: readonly BadInput[] = [
  {
    name: 'zero bytes',
    fileName: 'empty.mp4',
    contentType: mp4,
    expected: fails('validation_failed'),
    make: (path) => writeFile(path, ''),
  },
  {
    name: 'text called .mp4',
    fileName: 'notes.mp4',
    contentType: mp4,
    expected: fails('unreadable'),
    make: (path) => writeFile(path, 'Buy milk. This is not a film.\n'.repeat(200)),
  },
  {
    name: 'truncated (55 %)',
    fileName: 'half.mp4',
    contentType: mp4,
    expected: fails('truncated'),
    make: async (path, { ffmpegPath }) => {
      await ffmpeg(ffmpegPath, [
        ...picture(640, 360, 30, 6),
        ...tone(6),
        ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
        ...['-movflags', '+faststart', '-f', 'mp4', path],
      ]);
      await truncate(path, Math.floor((await stat(path)).size * 0.55));
    },
  },
  {
    name: 'HLS playlist → file://',
    fileName: 'playlist-file.mp4',
    contentType: mp4,
    expected: fails('unreadable'),
    make: (path) => writeFile(path, playlistOf('file:///etc/passwd')),
  },
  {
    name: 'HLS playlist → http://',
    fileName: 'playlist-http.mp4',
    contentType: mp4,
    expected: fails('unreadable'),
    make: (path, { forbiddenUrl }) => writeFile(path, playlistOf(`${forbiddenUrl}/segment.ts`)),
  },
  {
    name: 'SVG with external image',
    fileName: 'drawing.mp4',
    contentType: mp4,
    expected: fails('unreadable'),
    make: (path, { forbiddenUrl }) =>
      writeFile(
        path,
        `<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  width="640" height="360"><image xlink:href="${forbiddenUrl}/secret.png" width="640"
  height="360"/><image xlink:href="file:///etc/passwd" width="1" height="1"/></svg>\n`,
      ),
  },
  {
    name: 'ffconcat script',
    fileName: 'script.mp4',
    contentType: mp4,
    expected: fails('unreadable'),
    make: (path, { forbiddenUrl }) =>
      writeFile(path, `ffconcat version 1.0\nfile '${forbiddenUrl}/a.ts'\nfile '/etc/passwd'\n`),
  },
  {
    name: 'audio only',
    fileName: 'sound.mp4',
    contentType: mp4,
    expected: fails('no_video'),
    make: (path, { ffmpegPath }) =>
      ffmpeg(ffmpegPath, [...tone(3), '-c:a', 'aac', '-f', 'mp4', path]),
  },
  {
    name: 'song with cover art',
    fileName: 'song.mp4',
    contentType: mp4,
    expected: fails('no_video', 'unreadable'),
    make: (path, { ffmpegPath }) =>
      ffmpeg(ffmpegPath, [
        ...tone(3),
        ...picture(320, 320, 1, 1),
        ...['-map', '0:a', '-map', '1:v', '-frames:v', '1', '-c:a', 'libmp3lame', '-c:v', 'mjpeg'],
        ...['-pix_fmt', 'yuvj420p', '-disposition:v:0', 'attached_pic', '-id3v2_version', '3'],
        ...['-f', 'mp3', path],
      ]),
  },
  ...[
    ['name in Korean', '우리 가족 여름 휴가 영상.mp4'],
    ['name with emoji', '🎬🚀 최종_final 👨‍👩‍👧.mp4'],
    ['name with quotes', `"it's" <b>&amp; $(id) \`id\` %0d%0a.mp4`],
    ['name like a path', '../../x.mp4'],
  ].map(([name = '', fileName = '']) => ({
    name,
    fileName,
    contentType: mp4,
    expected: plays(640, 360, { duration: 2, sound: true }),
    make: makePlainClip,
  })),
  {
    name: 'name with a newline',
    fileName: 'two\r\nlines: x.mp4',
    contentType: mp4,
    expected: fails('validation_failed'),
    make: makePlainClip,
  },
];

function playlistOf(url: string): string {
  return `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:5
#EXT-X-MEDIA-SEQUENCE:0
#EXTINF:5.0,
${url}
#EXT-X-ENDLIST
`;
}

function makePlainClip(path: string, { ffmpegPath }: Workshop): Promise<void> {
  return ffmpeg(ffmpegPath, [
    ...picture(640, 360, 30, 2),
    ...tone(2),
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    ...['-f', 'mp4', path],
  ]);
}
