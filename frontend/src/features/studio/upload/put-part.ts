/** A part that storage refused, or that did not arrive (status 0). */
export class PartError extends Error {
  readonly status: number;
  constructor(status: number) {
    super(status === 0 ? 'The connection was lost' : `Storage answered ${status}`);
    this.name = 'PartError';
    this.status = status;
  }
}

export interface PutOptions {
  signal: AbortSignal;
  /** Bytes of this part sent so far. */
  onProgress: (sent: number) => void;
}

/** A part that moves no byte for this long is given up and sent again, in ms. */
const stalledAfter = 30_000;

/**
 * PUTs one part to its presigned address: XMLHttpRequest, because fetch reports no progress of what
 * it sends.
 *
 * @returns the part's ETag; empty where the browser may not read it
 * @throws PartError, or the signal's reason when aborted
 */
export function putPart(url: string, part: Blob, options: PutOptions): Promise<string> {
  const { signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    let stalled = setTimeout(() => request.abort(), stalledAfter);
    const settle = (finish: () => void) => () => {
      clearTimeout(stalled);
      signal.removeEventListener('abort', abort);
      finish();
    };
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);

    request.open('PUT', url);
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), stalledAfter);
      onProgress(loaded);
    };
    request.onload = settle(() => {
      if (request.status >= 200 && request.status < 300) {
        resolve(request.getResponseHeader('ETag') ?? '');
      } else reject(new PartError(request.status));
    });
    request.onerror = settle(() => reject(new PartError(0)));
    request.onabort = settle(() => reject(signal.aborted ? signal.reason : new PartError(0)));
    request.send(part);
  });
}
