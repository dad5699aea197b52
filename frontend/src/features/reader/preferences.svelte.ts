import { stored } from "../../lib/storage";

export const SMALLEST = 0.8;
export const LARGEST = 1.6;
const STEP = 0.1;

const state = $state({
  scale: readScale(),
  /** Whether single letters do something; some input methods type them by accident (WCAG 2.1.4). */
  shortcuts: stored.get("shortcuts") !== "off",
});

function readScale(): number {
  const scale = Number.parseFloat(stored.get("scale") ?? "1");
  return scale >= SMALLEST && scale <= LARGEST ? scale : 1;
}

/** How somebody likes to read on this device. */
export function preferences(): Readonly<typeof state> {
  return state;
}

/** Makes the text one step larger or smaller. */
export function changeScale(steps: number): void {
  const scale = Math.round((state.scale + steps * STEP) * 10) / 10;
  state.scale = Math.min(LARGEST, Math.max(SMALLEST, scale));
  stored.set("scale", String(state.scale));
}

/** Turns the single-letter shortcuts on or off. */
export function allowShortcuts(allowed: boolean): void {
  state.shortcuts = allowed;
  stored.set("shortcuts", allowed ? null : "off");
}
