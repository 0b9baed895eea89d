export interface StoredPart {
  readonly partNumber: number;
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
}

/** One multipart upload in the source bucket. */
export interface UploadRef {
  readonly key: string;
  readonly uploadId: string;
}

/** Multipart uploads; the bytes go from the browser to the bucket, past this service. */
export interface UploadStore {
  begin(key: string, contentType: string): Promise<UploadRef>;
  abort(upload: UploadRef): Promise<void>;
  /** What has arrived, by number; undefined when there is no such upload any more. */
  parts(upload: UploadRef): Promise<readonly StoredPart[] | undefined>;
  /** A URL to PUT exactly `size` bytes to. */
  signPart(upload: UploadRef, partNumber: number, size: number, seconds: number): Promise<string>;
  /** Puts the parts together; the etag of the object. Undefined when the upload is gone. */
  complete(upload: UploadRef, parts: readonly StoredPart[]): Promise<string | undefined>;
  /** The finished object, if there is one. */
  find(key: string): Promise<{ readonly etag: string; readonly size: number } | undefined>;
}
