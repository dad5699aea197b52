import { beforeEach, describe, expect, it } from "vitest";
import { fill, language, plural, preferredLanguage, setLanguage, t } from "./i18n.svelte";

beforeEach(async () => {
  localStorage.clear();
  await setLanguage("en");
});

describe("preferredLanguage", () => {
  it("takes the stored choice first", () => {
    expect(preferredLanguage("ja", ["fr-CA"])).toBe("ja");
  });
  it("takes the first of the browser's languages that we speak", () => {
    expect(preferredLanguage(null, ["de-DE", "fr-CA", "ja"])).toBe("fr");
    expect(preferredLanguage("klingon", ["id"])).toBe("id");
  });
  it("falls back to English", () => {
    expect(preferredLanguage(null, ["de"])).toBe("en");
    expect(preferredLanguage("toString", [])).toBe("en");
  });
});

describe("fill", () => {
  it("replaces what it knows and shows what it does not", () => {
    expect(fill("{a} and {b}", { a: "x" })).toBe("x and {b}");
  });
  it("writes numbers in the language's way", async () => {
    await setLanguage("fr");
    expect(fill("{n}", { n: 1234.5 })).toBe("1\u202f234,5");
  });
});

describe("messages", () => {
  it("change with the language, which is remembered", async () => {
    expect(t("nav.new")).toBe("New story");
    await setLanguage("ja");
    expect(t("nav.new")).toBe("新しいおはなし");
    expect(language()).toBe("ja");
    expect(document.documentElement.lang).toBe("ja");
    expect(localStorage.getItem("talewright.language")).toBe("ja");
  });

  it("follow the plural rules of each language", async () => {
    expect(plural("pages", 1)).toBe("1 page");
    expect(plural("pages", 0)).toBe("0 pages");
    await setLanguage("fr");
    expect(plural("pages", 0)).toBe("0 page");
    await setLanguage("id");
    expect(plural("pages", 1)).toBe("1 halaman");
  });
});
