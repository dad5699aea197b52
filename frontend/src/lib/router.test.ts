import { afterEach, describe, expect, it } from "vitest";
import { go, isOurs, matchPath, pathOf, place, query, startRouter } from "./router.svelte";

describe("matchPath", () => {
  it("finds the parts of a path", () => {
    expect(matchPath("/s/:id/read", "/s/42/read")).toEqual({ id: "42" });
    expect(matchPath("/s/:id", "/s/a%20b/")).toEqual({ id: "a b" });
    expect(matchPath("/", "/")).toEqual({});
  });

  it("refuses other paths, and escapes that mean nothing", () => {
    expect(matchPath("/s/:id", "/s")).toBeNull();
    expect(matchPath("/s/:id", "/s/1/read")).toBeNull();
    expect(matchPath("/new", "/old")).toBeNull();
    expect(matchPath("/s/:id", "/s/%E0%A4%A")).toBeNull();
  });

  it("is undone by pathOf", () => {
    const path = pathOf("/s/:id/read", { id: "ä/b c" });
    expect(matchPath("/s/:id/read", path)).toEqual({ id: "ä/b c" });
  });
});

describe("navigation", () => {
  afterEach(() => go("/"));

  it("goes to an address and counts the moves", () => {
    const moves = place().moves;
    go("/new?idea=a%20fox");
    expect(place().path).toBe("/new");
    expect(query().get("idea")).toBe("a fox");
    expect(place().moves).toBe(moves + 1);
  });

  it("follows the links that are ours and leaves the others alone", () => {
    const link = (attributes: Record<string, string>) => {
      const anchor = document.createElement("a");
      for (const [name, value] of Object.entries(attributes)) anchor.setAttribute(name, value);
      return anchor;
    };
    const click = new MouseEvent("click", { button: 0 });
    expect(isOurs(click, link({ href: "/new" }))).toBe(true);
    expect(isOurs(click, link({ href: "/api/v1/stories/1/export/pdf" }))).toBe(false);
    expect(isOurs(click, link({ href: "/docs" }))).toBe(false);
    expect(isOurs(click, link({ href: "/licences.txt" }))).toBe(false);
    expect(isOurs(click, link({ href: "/new", download: "" }))).toBe(false);
    expect(isOurs(click, link({ href: "/new", target: "_blank" }))).toBe(false);
    expect(isOurs(click, link({ href: "https://example.org/new" }))).toBe(false);
    expect(isOurs(new MouseEvent("click", { ctrlKey: true }), link({ href: "/new" }))).toBe(false);
  });

  it("takes over a click", () => {
    startRouter();
    document.body.innerHTML = '<a href="/new"><b>New</b></a>';
    document
      .querySelector("b")
      ?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    expect(place().path).toBe("/new");
  });
});
