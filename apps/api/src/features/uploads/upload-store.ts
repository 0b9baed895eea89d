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

/** Multipart uploads; the bytes go straight from the browser to the bucket. */
export interface UploadStore {
  begin(key: string, contentType: string): Promise<UploadRef>;
  abort(upload: UploadRef): Promise<void>;
  /** The parts that have arrived, by number; undefined when the upload no longer exists. */
  parts(upload: UploadRef): Promise<readonly StoredPart[] | undefined>;
  /** A URL to PUT exactly `size` bytes to. */
  signPart(upload: UploadRef, partNumber: number, size: number, seconds: number): Promise<string>;
  /** Assembles the parts and returns the object's etag; undefined when the upload is gone. */
  complete(upload: UploadRef, parts: readonly StoredPart[]): Promise<string | undefined>;
  /** The finished object, if there is one. */
  find(key: string): Promise<{ readonly etag: string; readonly size: number } | undefined>;
}
