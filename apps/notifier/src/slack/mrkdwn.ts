/** Slack's own markup (Slack API, "Formatting text for app surfaces"). */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Control characters except line breaks and tabs. */
const invisible = /[^\P{Cc}\n\t]/gu;

/**
 * Untrusted text as mrkdwn, escaped so that it cannot mention anyone or contain links.
 *
 * @param limit - characters of the result at most; longer text is cut and ends in an ellipsis
 */
export function escaped(text: string, limit: number): string {
  return cut([...visible(text)].map(withEntities), limit);
}

/** Like {@link escaped}, on one line. */
export function escapedLine(text: string, limit: number): string {
  return escaped(oneLine(text), limit);
}

/** Text for a `plain_text` object, where no markup is read: on one line and not too long. */
export function plainLine(text: string, limit: number): string {
  return cut([...oneLine(visible(text))], limit);
}

/**
 * A link if the address is safe to follow; otherwise the label alone.
 *
 * @param label - mrkdwn
 */
export function link(address: string | undefined, label: string): string {
  const url = address === undefined ? null : URL.parse(address);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return label;
  // URL has already encoded < and >; a bar would end the address.
  const written = url.href.replaceAll('|', '%7C').replaceAll('&', '&amp;');
  return written.length > longestAddress ? label : `<${written}|${label}>`;
}

const longestAddress = 800;

/**
 * A time that each reader sees in their own zone; text that is not a time is returned as it is.
 *
 * @param time - RFC 3339, or as CloudWatch writes it (`+0000`)
 */
export function localTime(time: string): string {
  const at = Date.parse(time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  const fallback = escapedLine(time, longestTime).replaceAll('|', '/');
  return Number.isNaN(at)
    ? fallback
    : `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time_secs}|${fallback}>`;
}

const longestTime = 50;

/** @param characters - each in its escaped form */
function cut(characters: readonly string[], limit: number): string {
  const whole = characters.join('');
  if (whole.length <= limit) return whole;
  let result = '';
  for (const character of characters) {
    if (result.length + character.length >= limit) break;
    result += character;
  }
  return `${result.trimEnd()}…`;
}

function withEntities(character: string): string {
  return entities[character] ?? character;
}

function visible(text: string): string {
  return text.replace(invisible, '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
