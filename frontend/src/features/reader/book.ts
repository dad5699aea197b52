import type { Page, Story } from "../../api/stories";

/** What lies open at once: the cover, a picture with its text, or what comes after the last page. */
export type Opening =
  | { kind: "cover"; page: Page | null }
  | { kind: "page"; page: Page }
  | { kind: "end" };

/** One side of a leaf. */
export type Face = { side: "cover" | "picture" | "text" | "end" | "after"; page: Page | null };

/** The story as openings: the cover, its pages in order, the end. */
export function openingsOf(story: Story): Opening[] {
  const cover = story.pages.find((page) => page.number === 0) ?? null;
  const pages = story.pages.filter((page) => page.number > 0);
  return [
    { kind: "cover", page: cover },
    ...pages.map((page): Opening => ({ kind: "page", page })),
    { kind: "end" },
  ];
}

/** The left and the right side of an opening; the closed book has no left one. */
export function facesOf(opening: Opening): { left: Face | null; right: Face } {
  switch (opening.kind) {
    case "cover":
      return { left: null, right: { side: "cover", page: opening.page } };
    case "page":
      return {
        left: { side: "picture", page: opening.page },
        right: { side: "text", page: opening.page },
      };
    case "end":
      return { left: { side: "end", page: null }, right: { side: "after", page: null } };
  }
}

/** The nearest opening that there is. */
export function clampOpening(index: number, count: number): number {
  return Math.min(Math.max(0, Math.trunc(index) || 0), Math.max(0, count - 1));
}

/** Where a key leads from an opening; `null` when the key does not turn pages. */
export function turnBy(key: string, index: number, count: number): number | null {
  const target = {
    ArrowRight: index + 1,
    PageDown: index + 1,
    ArrowLeft: index - 1,
    PageUp: index - 1,
    Home: 0,
    End: count - 1,
  }[key];
  return target === undefined ? null : clampOpening(target, count);
}

/** The paragraphs of a page's text. */
export function paragraphsOf(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
}
