import { useEffect } from 'react';

/** Names the page in the browser's tab. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = title ? `${title} · Tidecast` : 'Tidecast';
  }, [title]);
}
