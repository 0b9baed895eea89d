import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import type { VideoPublishedNotification } from '@tidecast/platform/notifications/messages';
import { mediaPath } from '@tidecast/platform/storage/bucket-layout';
import type { Site } from '../dependencies.ts';
import { context, header, image, type SlackMessage, section } from '../slack/message.ts';
import { escapedLine, link } from '../slack/mrkdwn.ts';

/** A video that has become public. */
export function videoPublishedMessage(
  { videoId, title, ownerName, durationSeconds, posterKey }: VideoPublishedNotification,
  { publicOrigin, stackName }: Site,
): SlackMessage {
  const watch = `${publicOrigin}${pagePaths.watch}/${encodeURIComponent(videoId)}`;
  const name = escapedLine(title || 'Untitled', 300);
  const owner = escapedLine(ownerName, 100);
  const poster = posterKey?.split('/').map(encodeURIComponent).join('/');
  return {
    text: `🎬 Published: ${name} by ${owner}`,
    blocks: [
      header('🎬 New video'),
      section(`*${link(watch, name)}*\nby ${owner} · ${clockTime(durationSeconds)}`),
      ...(poster === undefined
        ? []
        : [image(`${publicOrigin}${mediaPath(poster)}`, title || 'Poster')]),
      context(escapedLine(stackName, 100)),
    ],
  };
}

/** `1:02:03`, or `2:03` below an hour. */
function clockTime(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [first, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [first, ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}
