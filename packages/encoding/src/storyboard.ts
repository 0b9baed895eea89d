/** One picture and the seconds of video it stands for. */
export interface StoryboardCue {
  readonly start: number;
  readonly end: number;
  /** Relative to the WebVTT file. */
  readonly image: string;
}

/** The cues of pictures taken every `intervalMs` from 0; the last lasts to the video's end. */
export function storyboardCues(
  images: readonly string[],
  { intervalMs, duration }: { intervalMs: number; duration: number },
): StoryboardCue[] {
  const interval = intervalMs / 1000;
  return images
    .map((image, index) => ({
      start: index * interval,
      end: index === images.length - 1 ? duration : Math.min((index + 1) * interval, duration),
      image,
    }))
    .filter(({ start, end }) => end > start);
}

/** The storyboard as WebVTT, one cue a picture, which players map the seek bar to. */
export function storyboardVtt(cues: readonly StoryboardCue[]): string {
  const blocks = cues.map(
    ({ start, end, image }) => `${timestamp(start)} --> ${timestamp(end)}\n${image}\n`,
  );
  return ['WEBVTT\n', ...blocks].join('\n');
}

function timestamp(seconds: number): string {
  const total = Math.round(seconds * 1000);
  const part = (unit: number, count: number, digits = 2) =>
    String(Math.floor(total / unit) % count).padStart(digits, '0');
  return `${part(3_600_000, 100)}:${part(60_000, 60)}:${part(1000, 60)}.${part(1, 1000, 3)}`;
}
