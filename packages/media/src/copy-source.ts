/** The source of a CopyObject request: an encoded path (S3 API reference, CopyObject). */
export function copySource(bucket: string, key: string): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
