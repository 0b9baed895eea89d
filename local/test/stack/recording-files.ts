/** A recording of six seconds, file by file, as IVS lays it out beneath its prefix. */
export const recordingFiles: Readonly<Record<string, string>> = {
  'events/recording-started.json': '{}',
  'media/hls/master.m3u8': `#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720
720p30/playlist.m3u8
`,
  'media/hls/720p30/playlist.m3u8': `#EXTM3U
#EXTINF:6.0,
0.ts
#EXT-X-ENDLIST
`,
  'media/hls/720p30/0.ts': 'a segment',
  'media/thumbnails/thumb0.jpg': 'a picture',
  'events/recording-ended.json': '{}',
};
