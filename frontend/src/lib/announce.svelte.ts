const state = $state({ text: "" });

/** What the live region says. */
export function announcement(): string {
  return state.text;
}

/** Says it to who uses a screen reader. */
export function announce(text: string): void {
  state.text = text;
}
