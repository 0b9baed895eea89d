import { createHash } from 'node:crypto';
import type { SlackBlock, SlackText } from './block-kit.ts';
import type { PostedMessage } from './slack.ts';

const style = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
  article { border-left: 4px solid #8884; padding: .1rem 1rem; margin: 1.5rem 0; }
  h2 { font-size: 1.1rem; margin: .5rem 0; }
  p { margin: .5rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
  img { max-width: 20rem; width: 100%; border-radius: 6px; }
  small, time { color: #888; font-size: .85rem; }
`;

/** Nothing runs on the page, nothing but its own style dresses it; pictures may be anybody's. */
export const slackPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src *',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The channel as a page for people, newest first. */
export function slackPage(messages: readonly PostedMessage[]): string {
  const articles = messages.map(article).join('\n') || '<p>Nothing has been posted yet.</p>';
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width"><title>Slack on this machine</title>' +
    `<style>${style}</style><h1>Slack on this machine</h1>\n${articles}\n</html>\n`
  );
}

function article({ postedAt, text, blocks }: PostedMessage): string {
  const content = blocks.length > 0 ? blocks.map(blockHtml).join('') : `<p>${mrkdwnHtml(text)}</p>`;
  return `<article><time datetime="${postedAt}">${postedAt}</time>${content}</article>`;
}

function blockHtml(block: SlackBlock): string {
  switch (block.type) {
    case 'header':
      return `<h2>${escapeHtml(block.text.text)}</h2>`;
    case 'section':
      return [...(block.text ? [block.text] : []), ...(block.fields ?? [])]
        .map((text) => `<p>${textHtml(text)}</p>`)
        .join('');
    case 'context':
      return block.elements
        .map((each) =>
          each.type === 'image' ? pictureHtml(each) : `<small>${textHtml(each)}</small>`,
        )
        .join(' ');
    case 'image':
      return `<p>${pictureHtml(block)}</p>`;
    case 'actions':
      return block.elements.map(({ text }) => `<p>[${escapeHtml(text.text)}]</p>`).join('');
    case 'divider':
      return '<hr>';
  }
}

function pictureHtml(picture: { readonly image_url: string; readonly alt_text: string }): string {
  return `<img src="${escapeHtml(picture.image_url)}" alt="${escapeHtml(picture.alt_text)}">`;
}

function textHtml(text: SlackText): string {
  return text.type === 'mrkdwn' ? mrkdwnHtml(text.text) : escapeHtml(text.text);
}

/** Links, dates, bold and code: what messages here are made of. */
function mrkdwnHtml(text: string): string {
  return text
    .split(/(<[^<>]*>)/)
    .map((piece, index) =>
      index % 2 === 1 ? controlHtml(piece.slice(1, -1)) : escapeHtml(entityText(piece)),
    )
    .join('')
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/(^|[\s(])\*([^*\n]+)\*/g, '$1<b>$2</b>');
}

/** `url|label`, or `!date^seconds^format|text`. */
function controlHtml(control: string): string {
  const bar = control.indexOf('|');
  const target = entityText(bar < 0 ? control : control.slice(0, bar));
  const label = escapeHtml(entityText(bar < 0 ? control : control.slice(bar + 1)));
  if (!/^https?:/.test(target)) return label;
  // Marks within an address are none of the text's.
  const address = target.replaceAll('*', '%2A').replaceAll('`', '%60');
  return `<a href="${escapeHtml(address)}" rel="noreferrer">${label}</a>`;
}

function entityText(mrkdwn: string): string {
  return mrkdwn.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
