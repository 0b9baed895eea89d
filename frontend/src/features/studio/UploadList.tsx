import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../shared/format/use-format.ts';
import { UploadRow } from './UploadRow.tsx';
import type { UploadItem } from './upload/upload-item.ts';
import type { UploadQueue } from './upload/upload-queue.ts';

interface UploadListProps {
  items: readonly UploadItem[];
  uploads: UploadQueue;
}

export function UploadList({ items, uploads }: UploadListProps) {
  const t = useTranslations('studio.upload');
  const ready = items.filter(({ state }) => state === 'ready');
  return (
    <section aria-labelledby="upload-list">
      <div className="studio-section">
        <h2 id="upload-list">{t('list')}</h2>
        {ready.length > 1 && (
          <button
            type="button"
            className="button button-primary"
            onClick={() => {
              for (const { key } of ready) uploads.start(key);
            }}
          >
            {t('startAll', { count: ready.length })}
          </button>
        )}
      </div>
      <ul className="rows">
        {items.map((item) => (
          <UploadRow key={item.key} item={item} uploads={uploads} />
        ))}
      </ul>
      <UploadAnnouncer items={items} />
    </section>
  );
}

/** Says each quarter of an upload once: every percent would drown out everything else. */
function UploadAnnouncer({ items }: { items: readonly UploadItem[] }) {
  const t = useTranslations('studio.upload');
  const { percent } = useFormat();
  const said = useRef(new Map<string, number>());
  const [text, setText] = useState('');
  useEffect(() => {
    for (const { key, file, sent, state } of items) {
      const quarter = state === 'done' ? 5 : Math.floor((sent / file.size) * 4);
      const last = said.current.get(key) ?? 0;
      if (quarter <= last) continue;
      said.current.set(key, quarter);
      setText(
        quarter === 5
          ? t('announceDone', { name: file.name })
          : t('announce', { name: file.name, percent: percent(quarter / 4) }),
      );
    }
  }, [items, t, percent]);
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
