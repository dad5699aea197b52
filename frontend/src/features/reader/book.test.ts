import { describe, expect, it } from "vitest";
import { keepAddresses, type Page, type Story } from "../../api/stories";
import { clampOpening, facesOf, openingsOf, paragraphsOf, turnBy } from "./book";

const page = (number: number, image_url: string | null = null) =>
  ({ number, text: `text ${number}`, image_url, image_status: "done" }) as Page;
const story = (...pages: Page[]) => ({ id: "s", title: "A tale", pages }) as Story;

describe("the openings of a story", () => {
  const openings = openingsOf(story(page(0), page(1), page(2)));

  it("are the cover, the pages and the end", () => {
    expect(openings.map(({ kind }) => kind)).toEqual(["cover", "page", "page", "end"]);
  });

  it("lie open with the picture left and the text right", () => {
    expect(facesOf(openings[0] as never)).toMatchObject({ left: null, right: { side: "cover" } });
    const { left, right } = facesOf(openings[1] as never);
    expect([left?.side, right.side, right.page?.number]).toEqual(["picture", "text", 1]);
  });

  it("can be opened before there is any page", () => {
    expect(openingsOf(story()).map(({ kind }) => kind)).toEqual(["cover", "end"]);
  });
});

describe("turning", () => {
  it("stays within the book", () => {
    expect([
      clampOpening(-1, 4),
      clampOpening(9, 4),
      clampOpening(2.7, 4),
      clampOpening(Number.NaN, 4),
    ]).toEqual([0, 3, 2, 0]);
    expect(clampOpening(1, 0)).toBe(0);
  });

  it("follows the keys", () => {
    expect(turnBy("ArrowRight", 1, 4)).toBe(2);
    expect(turnBy("ArrowRight", 3, 4)).toBe(3);
    expect(turnBy("PageUp", 0, 4)).toBe(0);
    expect([turnBy("Home", 2, 4), turnBy("End", 2, 4)]).toEqual([0, 3]);
    expect(turnBy("x", 2, 4)).toBeNull();
  });
});

it("finds the paragraphs of a text", () => {
  expect(paragraphsOf("One.\n\n Two. \n\n\nThree.\nStill three.")).toEqual([
    "One.",
    "Two.",
    "Three.\nStill three.",
  ]);
  expect(paragraphsOf("")).toEqual([]);
});

describe("keepAddresses", () => {
  it("keeps the address of a picture that did not change", () => {
    const before = story(page(1, "/a.jpg?sig=1"), page(2, "/b.jpg?sig=1"), page(3));
    const after = story(page(1, "/a.jpg?sig=2"), page(2, "/c.jpg?sig=2"), page(3, "/d.jpg?sig=2"));
    const urls = keepAddresses(before, after).pages.map(({ image_url }) => image_url);
    expect(urls).toEqual(["/a.jpg?sig=1", "/c.jpg?sig=2", "/d.jpg?sig=2"]);
    expect(keepAddresses(null, after)).toBe(after);
  });
});
