/** Major, minor, patch; what follows a hyphen or a plus is not looked at. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Which versions of a program will do. */
export interface Wanted {
  /** As it stands in a sentence, such as `1.36.x`. */
  readonly said: string;
  fits(version: Version): boolean;
}

/** @returns the first version that stands in the text, or undefined where there is none */
export function versionIn(text: string): Version | undefined {
  const found = /(?<![\d.])(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!found) return undefined;
  const [, major, minor, patch = '0'] = found;
  return [Number(major), Number(minor), Number(patch)];
}

/** @throws Error when no version stands in the text */
export function version(text: string): Version {
  const found = versionIn(text);
  if (!found) throw new Error(`${text} is no version`);
  return found;
}

export function spoken(version: Version): string {
  return version.join('.');
}

export function isAtLeast(version: Version, least: Version): boolean {
  const differing = version.findIndex((part, index) => part !== least[index]);
  return differing === -1 || (version[differing] ?? 0) > (least[differing] ?? 0);
}

/** Any patch of these minor versions. */
export function minorOf(...versions: readonly Version[]): Wanted {
  return {
    said: versions.map(([major, minor]) => `${major}.${minor}.x`).join(' or '),
    fits: ([major, minor]) => versions.some((one) => one[0] === major && one[1] === minor),
  };
}

/** This version or a newer one. */
export function since(least: Version): Wanted {
  return { said: `${spoken(least)} or newer`, fits: (version) => isAtLeast(version, least) };
}
