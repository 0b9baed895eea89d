/**
 * Replaces a generated part of a document: what is between `<!-- <name>:start -->` and `<!--
 * <name>:end -->`.
 *
 * @throws RangeError unless each marker occurs exactly once, in this order
 */
export function replaceSection(document: string, name: string, content: string): string {
  const start = `<!-- ${name}:start -->`;
  const end = `<!-- ${name}:end -->`;
  const [before, rest, ...moreStarts] = document.split(start);
  const [, after, ...moreEnds] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || moreStarts.length + moreEnds.length > 0)
    throw new RangeError(`the document must contain ${start} once, and ${end} once after it`);
  return `${before}${start}\n\n${content.trim()}\n\n${end}${after}`;
}
