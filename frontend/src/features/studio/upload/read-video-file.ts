export interface VideoFacts {
  /** Seconds. */
  readonly duration: number;
  readonly width: number;
  readonly height: number;
}

/** Browsers that cannot read a format sometimes say nothing at all, in ms. */
const metadataTimeout = 8000;

/** Length and size of a video file, as the browser reads them; undefined where it cannot. */
export function readVideoFile(file: Blob): Promise<VideoFacts | undefined> {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(file);
    const element = document.createElement('video');
    const settle = (facts?: VideoFacts) => {
      clearTimeout(timer);
      element.removeAttribute('src');
      element.load();
      URL.revokeObjectURL(url);
      resolve(facts);
    };
    const timer = setTimeout(settle, metadataTimeout);
    element.preload = 'metadata';
    element.muted = true;
    element.onerror = () => settle();
    element.onloadedmetadata = () => {
      const { duration, videoWidth: width, videoHeight: height } = element;
      settle(
        duration > 0 && Number.isFinite(duration) && width > 0 && height > 0
          ? { duration, width, height }
          : undefined,
      );
    };
    element.src = url;
  });
}
