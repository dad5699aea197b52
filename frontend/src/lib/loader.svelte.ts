import { Problem } from "../api/problems";

/** Something that a page needs from the server. Of several answers the one to the last question counts. */
export class Loader<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  #asked = 0;

  constructor(readonly fetch: () => Promise<T>) {}

  /** Asks. What is there already stays until the answer comes, and when none does. */
  load(): Promise<void> {
    return this.ask(this.fetch);
  }

  protected async ask(question: () => Promise<T>): Promise<void> {
    this.#asked += 1;
    const turn = this.#asked;
    this.busy = true;
    try {
      const value = await question();
      if (turn !== this.#asked) return;
      this.value = value;
      this.problem = null;
    } catch (error) {
      if (turn !== this.#asked) return;
      this.problem = error instanceof Problem ? error : new Problem(0, "unexpected", "");
    } finally {
      if (turn === this.#asked) this.busy = false;
    }
  }
}

/** One page of a list. */
export type Listing<Item> = { items: Item[]; has_more: boolean; total?: number | null };

/** A list that is shown page after page. */
export class ListLoader<Item> extends Loader<Listing<Item>> {
  constructor(
    readonly page: (skip: number) => Promise<Listing<Item>>,
    readonly key: (item: Item) => string | number,
  ) {
    super(() => page(0));
  }

  /** The next page, after what is there. An entry that moved down meanwhile is not shown twice. */
  more(): Promise<void> {
    const before = this.value?.items ?? [];
    const known = new Set(before.map(this.key));
    return this.ask(async () => {
      const next = await this.page(before.length);
      const fresh = next.items.filter((item) => !known.has(this.key(item)));
      return { ...next, items: [...before, ...fresh] };
    });
  }
}

/** Asks at once. */
export function loading<L extends Loader<unknown>>(loader: L): L {
  void loader.load();
  return loader;
}
