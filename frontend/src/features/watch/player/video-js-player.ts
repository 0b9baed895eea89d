import type videojs from 'video.js';

export type VideoJsPlayer = ReturnType<typeof videojs>;
