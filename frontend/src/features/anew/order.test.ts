import { describe, expect, it } from "vitest";
import type { Page } from "../../api/stories";
import { START } from "../story/progress";
import { isStandIn, markOf, orderOf, partInHand, partsOf, type Wishes } from "./order";

const page = (more: Partial<Page> = {}): Page => ({
  number: 3,
  text: "Once.",
  image_alt: "",
  image_status: "done",
  image_prompt: "A fox.\n",
  audio_is_stale: false,
  ...more,
});
const wishes = (more: Partial<Wishes> = {}): Wishes => ({
  prompt: "A fox.\n",
  wish: "",
  imageToo: false,
  narrationToo: false,
  ...more,
});

it("offers of a page what can be made anew", () => {
  expect(partsOf(page())).toEqual(["image", "text", "narration"]);
  expect(partsOf(page({ number: 0 }))).toEqual(["image"]);
  expect(partsOf(page({ text: "" }))).toEqual(["text"]);
});

describe("an order", () => {
  it("sends the painter's words only when they were changed", () => {
    expect(orderOf("image", wishes(), page())).toEqual({ image: true });
    expect(orderOf("image", wishes({ prompt: "  " }), page())).toEqual({ image: true });
    expect(orderOf("image", wishes({ prompt: " A hare. " }), page())).toEqual({
      image: true,
      image_prompt: "A hare.",
    });
    expect(orderOf("image", wishes({ prompt: "A hare." }), page({ image_prompt: null }))).toEqual({
      image: true,
      image_prompt: "A hare.",
    });
  });

  it("sends a wish for the text, and what shall follow it", () => {
    expect(orderOf("text", wishes(), page())).toEqual({ text: true });
    const all = wishes({ wish: " funnier ", imageToo: true, narrationToo: true });
    expect(orderOf("text", all, page())).toEqual({
      text: true,
      wish: "funnier",
      image: true,
      narration: true,
    });
  });

  it("asks for the voice alone", () => {
    expect(orderOf("narration", wishes({ wish: "x", imageToo: true }), page())).toEqual({
      narration: true,
    });
  });
});

it("marks pictures that are not quite the page's own", () => {
  const statuses = ["pending", "done", "blocked", "failed", "stale"] as const;
  const pages = statuses.map((image_status) => page({ image_status }));
  expect(pages.map(markOf)).toEqual([null, null, "blocked", "failed", "stale"]);
  expect(pages.map(isStandIn)).toEqual([false, false, true, true, false]);
});

it("knows what is in hand", () => {
  const at = (...steps: string[]) => partInHand({ ...START, status: "running", steps });
  expect(at("page/3/text")).toBe("text");
  expect(at("page/3/text", "page/3/image")).toBe("image");
  expect(at("page/3/speech")).toBe("narration");
  expect(at("assemble")).toBe("waiting");
  expect(at()).toBe("waiting");
  expect(partInHand({ ...START, steps: ["page/3/text"] })).toBe("waiting");
});
