import { maxTitleLength, maxUploadBytes } from '@tidecast/contract/limits';
import {
  type UploadContentType,
  unknownContentType,
  uploadContentTypes,
} from '@tidecast/contract/upload-types';

/** Why a file is not even tried, as a key of the dictionary's `studio.upload` part. */
export type FileRefusal = 'empty' | 'tooLarge' | 'notVideo';

/** Endings of video files, for systems that know no type for them. */
const videoEndings =
  /\.(mp4|m4v|mov|mkv|webm|avi|wmv|asf|flv|mpe?g|m2v|m2ts|mts|ts|ogv|3gp|3g2|mxf|f4v)$/i;

type FileFacts = Pick<File, 'name' | 'size' | 'type'>;

/** Refuses at once what is clearly not a video; only the encoder can judge the rest. */
export function checkFile({ name, size, type }: FileFacts): FileRefusal | undefined {
  if (!type.startsWith('video/') && !videoEndings.test(name)) return 'notVideo';
  if (size === 0) return 'empty';
  return size > maxUploadBytes ? 'tooLarge' : undefined;
}

/** Any other video is sent as plain bytes and recognised by its content. */
export function contentTypeOf({ type }: FileFacts): UploadContentType {
  return uploadContentTypes.find((named) => named === type) ?? unknownContentType;
}

/** A file's name as the API takes it: file systems allow line breaks and the like, it does not. */
export function plainName(fileName: string): string {
  return fileName.replace(/\p{Cc}+/gu, ' ').trim() || 'video';
}

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
