export interface Language {
  /** Canonical BCP 47 tag. */
  readonly tag: string;
  /** The language's name in the language itself. */
  readonly label: string;
}

/** The language of a tag; undefined for what is not BCP 47 or names no language anybody knows. */
export function languageOf(tag: string): Language | undefined {
  try {
    const canonical = Intl.getCanonicalLocales(tag)[0];
    if (!canonical || canonical.length > 35) return undefined;
    const names = new Intl.DisplayNames([canonical, 'en'], { type: 'language', fallback: 'none' });
    const name = names.of(canonical);
    if (!name) return undefined;
    return { tag: canonical, label: name.charAt(0).toLocaleUpperCase(canonical) + name.slice(1) };
  } catch {
    return undefined;
  }
}
