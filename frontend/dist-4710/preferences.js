/*
 * Runs before the first paint, so that a remembered theme or language never flashes in late.
 * A file of its own because the content security policy allows no inline script.
 */
(() => {
  try {
    const theme = localStorage.getItem('tidecast.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    const language = localStorage.getItem('tidecast.language');
    if (language === 'en' || language === 'ko') document.documentElement.lang = language;
  } catch {
    // Storage is blocked: the system's theme and the browser's language apply.
  }
})();
