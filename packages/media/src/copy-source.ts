/** An object as CopyObject wants its source named: a path, encoded (S3 API reference, CopyObject). */
export function copySource(bucket: string, key: string): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
