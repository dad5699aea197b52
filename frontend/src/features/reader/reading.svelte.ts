import { createContext } from "svelte";
import type { Page } from "../../api/stories";
import type { PageOrders } from "../anew/orders.svelte";
import { wordAt } from "./words";

/** The page that lies open, as it is read aloud. */
export class Reading {
  /** Whether somebody wants to hear it; goes on over the turning of pages. */
  wanted = $state(false);
  /** Seconds into the page's audio. */
  time = $state(0);
  /** The page that is heard, or would be. */
  page = $state.raw<Page | null>(null);

  readonly #begun = $derived(this.wanted || this.time > 0);
  readonly #word = $derived(
    this.#begun && this.page ? wordAt(this.page.word_times ?? [], this.time) : null,
  );

  /** Whether this page is being read, or was stopped in the middle. */
  isOn(page: Page | null): boolean {
    return this.#begun && !!page && page.number === this.page?.number;
  }

  /** The index of the word that is said on this page. */
  wordOn(page: Page | null): number | null {
    return this.isOn(page) ? this.#word : null;
  }
}

/** What the faces of a book share. `orders` is `null` while the story is being made. */
export type Shared = { reading: Reading; orders: () => PageOrders | null };

export const [shared, share] = createContext<Shared>();
