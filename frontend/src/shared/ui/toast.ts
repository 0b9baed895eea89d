/** One short sentence at the bottom of the page, for what is done and needs no answer. */

export interface Toast {
  id: number;
  text: string;
}

/** Long enough to read twice, in ms. */
const shownFor = 5000;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function showToast(text: string): void {
  const toast = { id: nextId++, text };
  set([...toasts, toast]);
  setTimeout(() => set(toasts.filter(({ id }) => id !== toast.id)), shownFor);
}

export const toastStore = {
  current: () => toasts,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
