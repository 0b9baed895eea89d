import type { CreateVideo } from '../../../shared/api/types.ts';

/** Why a file is not even tried, as a key of the dictionary's `upload` part. */
export type FileRefusal = 'empty' | 'tooLarge' | 'notVideo';

/** As the API: 50 GiB. */
export const maxFileSize = 50 * 1024 ** 3;

/** Endings of video files, for systems that know no type for them. */
const videoEndings =
  /\.(mp4|m4v|mov|mkv|webm|avi|wmv|asf|flv|mpe?g|m2v|m2ts|mts|ts|ogv|3gp|3g2|mxf|f4v)$/i;

/** The types the API takes by name; any other video goes as plain bytes and is told by its content. */
const namedTypes = [
  'video/mp4',
  'video/quicktime',
  'video/x-m4v',
  'video/x-matroska',
  'video/matroska',
  'video/webm',
  'video/mp2t',
  'video/mpeg',
  'video/x-msvideo',
  'video/avi',
  'video/vnd.avi',
  'video/x-ms-wmv',
  'video/x-ms-asf',
  'video/ogg',
  'video/3gpp',
  'video/3gpp2',
  'video/x-flv',
] as const satisfies readonly CreateVideo['contentType'][];

type FileFacts = Pick<File, 'name' | 'size' | 'type'>;

/** What is clearly no video is said at once; the rest only the encoder can tell. */
export function checkFile({ name, size, type }: FileFacts): FileRefusal | undefined {
  if (!type.startsWith('video/') && !videoEndings.test(name)) return 'notVideo';
  if (size === 0) return 'empty';
  return size > maxFileSize ? 'tooLarge' : undefined;
}

export function contentTypeOf({ type }: FileFacts): CreateVideo['contentType'] {
  return namedTypes.find((named) => named === type) ?? 'application/octet-stream';
}

/** A file's name as the API takes it: file systems allow line breaks and the like, it does not. */
export function plainName(fileName: string): string {
  return fileName.replace(/\p{Cc}+/gu, ' ').trim() || 'video';
}

/** Longest title the API takes, in characters. */
export const maxTitleLength = 120;

/** A title to begin with: the file's name without its ending, as words. */
export function titleOf(fileName: string): string {
  const name = plainName(fileName);
  const words = name
    .normalize()
    .replace(videoEndings, '')
    .replace(/[_\s]+/g, ' ')
    .trim();
  return [...(words || name)].slice(0, maxTitleLength).join('');
}
