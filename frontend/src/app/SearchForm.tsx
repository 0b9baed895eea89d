import { maxQueryLength } from '@tidecast/contract/limits';
import { useEffect, useRef } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { Icon } from '../shared/ui/Icon.tsx';

/** Search is a page address: it can be shared, reloaded and gone back from. */
export function SearchForm() {
  const t = useTranslations('nav');
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [parameters] = useSearchParams();
  const query = pathname === '/' ? (parameters.get('q') ?? '') : '';
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (input.current) input.current.value = query;
  }, [query]);

  const search = (text: string) => {
    const words = text.trim();
    navigate(words ? `/?${new URLSearchParams({ q: words })}` : '/');
  };

  return (
    <search className="search">
      <form
        className="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          search(input.current?.value ?? '');
        }}
      >
        <button type="submit" className="search-button" aria-label={t('searchButton')}>
          <Icon name="search" />
        </button>
        <input
          ref={input}
          className="search-input"
          type="search"
          name="q"
          defaultValue={query}
          maxLength={maxQueryLength}
          placeholder={t('search')}
          aria-label={t('search')}
          autoComplete="off"
          enterKeyHint="search"
        />
        {query && (
          <button
            type="button"
            className="search-button"
            aria-label={t('clearSearch')}
            onClick={() => search('')}
          >
            <Icon name="close" />
          </button>
        )}
      </form>
    </search>
  );
}
