export interface Language {
  /** Canonical BCP 47 tag. */
  readonly tag: string;
  /** The language's name in the language itself. */
  readonly label: string;
}

/** The language of a tag; undefined when the tag is not BCP 47 or its language is unknown. */
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
