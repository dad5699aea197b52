import { describe, expect, it } from "vitest";
import { Problem } from "../api/problems";
import { ListLoader, Loader, loading } from "./loader.svelte";

describe("Loader", () => {
  it("shows the answer to the last question, whichever comes first", async () => {
    const answers: Array<(value: string) => void> = [];
    const loader = new Loader(() => new Promise<string>((found) => answers.push(found)));
    const first = loader.load();
    const second = loader.load();
    answers[1]?.("new");
    answers[0]?.("old");
    await Promise.all([first, second]);
    expect([loader.value, loader.busy]).toEqual(["new", false]);
  });

  it("keeps what is there when the next answer is a problem", async () => {
    let works = true;
    const loader = new Loader(async () => {
      if (!works) throw new Problem(503, "unavailable", "");
      return 7;
    });
    await loader.load();
    works = false;
    await loader.load();
    expect([loader.value, loader.problem?.status]).toEqual([7, 503]);
    works = true;
    await loader.load();
    expect(loader.problem).toBeNull();
  });
});

it("a list grows page by page, without showing anything twice", async () => {
  const pages: Record<number, string[]> = { 0: ["c", "b"], 2: ["b", "a"] };
  const list = loading(
    new ListLoader(
      async (skip) => ({ items: pages[skip] ?? [], has_more: skip === 0 }),
      (item) => item,
    ),
  );
  await list.load();
  expect(list.value).toEqual({ items: ["c", "b"], has_more: true });
  await list.more();
  expect(list.value).toEqual({ items: ["c", "b", "a"], has_more: false });
});
