import type { Page, PageOrder } from "../../api/stories";
import type { Progress } from "../story/progress";

/** A part of a page that can be made anew. */
export type Part = "image" | "text" | "narration";

/** What can be made anew of a page: on the cover only its picture, for its words are the title. */
export function partsOf(page: Page): Part[] {
  if (page.number === 0) return ["image"];
  return page.text ? ["image", "text", "narration"] : ["text"];
}

/** The form of an order as somebody fills it in. */
export type Wishes = {
  /** The words for the painter. */
  prompt: string;
  /** What should be different about the text. */
  wish: string;
  /** With a new text: whether picture and voice shall follow it. */
  imageToo: boolean;
  narrationToo: boolean;
};

/** What is sent. Words for the painter that nobody changed are left out: the picture then follows the text. */
export function orderOf(part: Part, wishes: Wishes, page: Page): PageOrder {
  const [prompt, wish] = [wishes.prompt.trim(), wishes.wish.trim()];
  switch (part) {
    case "image":
      return prompt && prompt !== page.image_prompt?.trim()
        ? { image: true, image_prompt: prompt }
        : { image: true };
    case "text":
      return {
        text: true,
        ...(wish ? { wish } : {}),
        ...(wishes.imageToo ? { image: true } : {}),
        ...(wishes.narrationToo ? { narration: true } : {}),
      };
    case "narration":
      return { narration: true };
  }
}

/** What a page's picture is, when it is not quite the page's own. */
export type Mark = "blocked" | "failed" | "stale";

export function markOf({ image_status }: Page): Mark | null {
  return image_status === "blocked" || image_status === "failed" || image_status === "stale"
    ? image_status
    : null;
}

/** Whether the picture only stands in for one that could not be had. */
export const isStandIn = (page: Page): boolean =>
  page.image_status === "blocked" || page.image_status === "failed";

/** What is being done to a page: the part in hand; `waiting` before, between and after. */
export function partInHand({ status, steps }: Progress): Part | "waiting" {
  const step = steps.at(-1) ?? "";
  if (status !== "running") return "waiting";
  if (step.includes("/speech")) return "narration";
  if (step.includes("/image")) return "image";
  return step.includes("/text") ? "text" : "waiting";
}
