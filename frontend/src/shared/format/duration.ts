const two = (value: number) => String(value).padStart(2, '0');

/** A position or length as `m:ss` or `h:mm:ss`; the fraction of a second falls away. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/**
 * The time of a share link: `90`, `90s`, `1m30s` or `1h2m3s`, in seconds. Undefined for anything
 * else.
 */
export function parseShareTime(text: string | null): number | undefined {
  if (!text) return undefined;
  const match = /^(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s?)?$/.exec(text);
  if (!match) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
