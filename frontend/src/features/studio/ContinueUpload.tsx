import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Video } from '../../shared/api/types.ts';
import { useFormat } from '../../shared/format/use-format.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { isSameFile } from './upload/upload-item.ts';

interface ContinueUploadProps {
  video: Video;
  onFile: (file: File) => void;
}

/** A browser may not open a file again by itself: its owner chooses it once more. */
export function ContinueUpload({ video, onFile }: ContinueUploadProps) {
  const t = useTranslations('studio.upload');
  const { bytes } = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  if (!video.source) return null;
  const file = { name: video.source.fileName, size: bytes(video.source.size) };
  return (
    <div className="continue">
      <p className={wrong ? 'row-meta row-problem' : 'row-meta'} role="status">
        {wrong ? t('wrongFile', file) : t('continueText', file)}
      </p>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        <Icon name="play" />
        {t('continueTitle')}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('continueTitle')}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = '';
          if (!chosen) return;
          const same = isSameFile(chosen, video.source);
          setWrong(!same);
          if (same) onFile(chosen);
        }}
      />
    </div>
  );
}
