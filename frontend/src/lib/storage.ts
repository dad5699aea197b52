/** `localStorage` that neither throws nor lies: blocked storage reads as empty. */
export const stored = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(`talewright.${key}`);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(`talewright.${key}`);
      else localStorage.setItem(`talewright.${key}`, value);
    } catch {
      // Storage is blocked: what we know lasts as long as the page.
    }
  },
};
