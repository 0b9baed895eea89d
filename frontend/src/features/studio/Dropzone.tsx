import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Icon } from '../../shared/ui/Icon.tsx';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Takes videos dropped anywhere on the page, or chosen with the button. */
export function Dropzone({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const t = useTranslations('studio.upload');
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;

  // A drop that misses would make the browser leave the page and open the file.
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    let depth = 0;
    const on = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', react: () => void) =>
      window.addEventListener(
        name,
        (event) => {
          if (!carriesFiles(event)) return;
          event.preventDefault();
          react();
          if (name !== 'drop') return;
          const files = [...(event.dataTransfer?.files ?? [])];
          if (files.length > 0) latest.current(files);
        },
        { signal },
      );
    on('dragenter', () => {
      depth += 1;
      setOver(true);
    });
    on('dragover', () => undefined);
    on('dragleave', () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    });
    on('drop', () => {
      depth = 0;
      setOver(false);
    });
    return () => listening.abort();
  }, []);

  return (
    <section className={over ? 'dropzone dropzone-over' : 'dropzone'} aria-label={t('title')}>
      <svg className="dropzone-art" viewBox="0 0 120 72" aria-hidden="true">
        <path className="dropzone-arrow" d="M60 44V10M46 23l14-14 14 14" />
        <path className="scene-wave" d="M8 52c13-9 26-9 39 0s26 9 39 0 17-9 26-4" />
        <path className="scene-wave scene-wave-far" d="M30 65c10-6 20-6 30 0s20 6 30 0" />
      </svg>
      <div className="dropzone-text">
        <p className="dropzone-title">{t('drop')}</p>
        <p>{t('or')}</p>
      </div>
      <button
        type="button"
        className="button button-primary"
        onClick={() => input.current?.click()}
      >
        <Icon name="plus" />
        {t('choose')}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="video/*,.mkv,.mov,.mts,.m2ts,.ts,.mxf,.flv,.wmv,.avi"
        aria-label={t('choose')}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
      <p className="dropzone-formats">{t('formats')}</p>
    </section>
  );
}
