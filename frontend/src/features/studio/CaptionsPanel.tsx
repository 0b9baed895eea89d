import { useMutation } from '@tanstack/react-query';
import { maxCaptionBytes } from '@tidecast/contract/limits';
import { useId, useRef, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../shared/api/client.ts';
import type { Video } from '../../shared/api/types.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useProblemText } from '../../shared/ui/ProblemState.tsx';
import { showToast } from '../../shared/ui/toast.ts';
import { useVideoChanged } from './video-mutations.ts';

/** Languages on offer, by BCP 47 tag; each is shown in its own name. */
const captionLanguages = [
  ...['ko', 'en', 'ja', 'zh-Hans', 'zh-Hant', 'es', 'fr', 'de', 'pt', 'it', 'ru', 'ar'],
  ...['hi', 'id', 'vi', 'th', 'tr', 'pl', 'nl', 'uk'],
];

function ownName(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}

export function CaptionsPanel({ video }: { video: Video }) {
  const t = useTranslations('studio');
  const problemText = useProblemText();
  const changed = useVideoChanged();
  const remove = useMutation({
    mutationFn: (lang: string) =>
      dataOf(
        api.DELETE('/videos/{id}/captions/{lang}', { params: { path: { id: video.id, lang } } }),
      ),
    onSuccess: () => changed(video.id),
  });
  return (
    <section className="panel" aria-labelledby="edit-captions">
      <h2 id="edit-captions">{t('captions')}</h2>
      <p className="row-meta">{t('captionsText')}</p>
      {video.captions.length === 0 ? (
        <p className="row-meta">{t('captionsEmpty')}</p>
      ) : (
        <ul className="captions">
          {video.captions.map(({ language, label }) => (
            <li key={language}>
              <span lang={language}>{label}</span>
              <span className="badge">{language}</span>
              <button
                type="button"
                className="button button-quiet button-icon"
                aria-label={t('captionsDelete', { language: label })}
                disabled={remove.isPending}
                onClick={() => remove.mutate(language)}
              >
                <Icon name="bin" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {remove.error && (
        <p className="field-error" role="alert">
          {problemText(remove.error)}
        </p>
      )}
      <AddCaptions video={video} />
    </section>
  );
}

function AddCaptions({ video }: { video: Video }) {
  const t = useTranslations('studio');
  const locale = useLocale();
  const problemText = useProblemText();
  const changed = useVideoChanged();
  const ids = { language: useId(), file: useId() };
  const [language, setLanguage] = useState<string>(locale);
  const [refusal, setRefusal] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const replaces = video.captions.some((caption) => caption.language === language);

  const add = useMutation({
    mutationFn: async (file: File) => {
      const text = await file.text();
      const subRip = /\.srt$/i.test(file.name);
      return dataOf(
        api.PUT('/videos/{id}/captions/{lang}', {
          params: { path: { id: video.id, lang: language } },
          body: text,
          bodySerializer: (body) => body,
          headers: { 'Content-Type': subRip ? 'application/x-subrip' : 'text/vtt' },
        }),
      );
    },
    onSuccess: () => {
      changed(video.id);
      showToast(t('captionsAdded'));
      if (input.current) input.current.value = '';
    },
  });
  const problem = refusal ?? (add.error ? problemText(add.error) : undefined);

  return (
    <form
      className="captions-add"
      onSubmit={(event) => {
        event.preventDefault();
        const file = input.current?.files?.[0];
        const refused = !file
          ? t('captionsNone')
          : file.size > maxCaptionBytes
            ? t('captionsLarge')
            : undefined;
        setRefusal(refused);
        if (file && !refused) add.mutate(file);
      }}
    >
      <div className="field">
        <label className="field-label" htmlFor={ids.language}>
          {t('captionsLanguage')}
        </label>
        <select
          id={ids.language}
          className="input"
          value={language}
          onChange={(event) => setLanguage(event.target.value)}
        >
          {captionLanguages.map((tag) => (
            <option key={tag} value={tag} lang={tag}>
              {ownName(tag)}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={ids.file}>
          {t('captionsFile')}
        </label>
        <input
          ref={input}
          id={ids.file}
          className="input input-file"
          type="file"
          accept=".vtt,.srt,text/vtt,application/x-subrip"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${ids.file}-error` : undefined}
        />
      </div>
      <button type="submit" className="button" disabled={add.isPending}>
        <Icon name="plus" />
        {t('captionsAdd')}
      </button>
      {replaces && !problem && <p className="field-hint captions-note">{t('captionsReplace')}</p>}
      {problem && (
        <p id={`${ids.file}-error`} className="field-error captions-note" role="alert">
          <Icon name="alert" />
          {problem}
        </p>
      )}
    </form>
  );
}
