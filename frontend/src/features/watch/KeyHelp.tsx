import { useTranslations } from 'use-intl/react';

/** The keys, and what each does: they are useless to people who cannot find them. */
export function KeyHelp() {
  const t = useTranslations('watch');
  const rows = [
    [['K', 'Space'], t('keyPlay')],
    [['J', 'L'], t('keySeek')],
    [['←', '→'], t('keyStep')],
    [['↑', '↓'], t('keyVolume')],
    [['M'], t('keyMute')],
    [['F'], t('keyFullscreen')],
    [['C'], t('keyCaptions')],
    [['I'], t('keyPip')],
    [['0', '9'], t('keyPercent')],
    [['<', '>'], t('keySpeed')],
  ] as const;
  return (
    <details className="keys">
      <summary>{t('keys')}</summary>
      <dl>
        {rows.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
