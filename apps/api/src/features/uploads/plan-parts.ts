/** Bytes. */
const mebibyte = 1024 ** 2;
/** A lost connection costs at most one part; S3 takes nothing below 5 MiB. */
const smallestPart = 8 * mebibyte;
/**
 * S3 allows 10,000; fewer parts mean fewer signatures and shorter lists. 50 GiB then has parts of
 * 26 MiB.
 */
const wantedParts = 2_000;

/** How a file of `size` bytes is cut: every part but the last has `partSize` bytes. */
export function planParts(size: number): { partSize: number; partCount: number } {
  const even = Math.ceil(size / wantedParts / mebibyte) * mebibyte;
  const partSize = Math.max(smallestPart, even);
  return { partSize, partCount: Math.ceil(size / partSize) };
}
