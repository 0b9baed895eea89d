/**
 * What goes on in the background, for the header to show. The studio writes it, so that the header
 * need not load the studio.
 */
export interface Activity {
  /** Uploads under way. */
  readonly uploads: number;
  /** Of all their bytes together, 0 to 1. */
  readonly fraction: number;
}

let activity: Activity = { uploads: 0, fraction: 0 };
const listeners = new Set<() => void>();

export function setActivity(next: Activity): void {
  activity = next;
  for (const listener of listeners) listener();
}

export const activityStore = {
  current: () => activity,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
