import type { Page } from "@playwright/test";
import { alterStory, expect, expectAccessible, openBook, register, test } from "./fixtures";

const WORD_S = 0.5;
const RATE = 8000;

/** Silence of so many seconds as a WAV file, and the parts of it that a player asks for. */
async function serveVoice(page: Page, seconds: number): Promise<void> {
  const samples = Math.ceil(seconds * RATE);
  const file = Buffer.alloc(44 + samples, 128);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + samples, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples, 40);
  await page.route("**/static_content/voice-*", (route) => {
    const from = Number(/bytes=(\d+)-/.exec(route.request().headers().range ?? "")?.[1] ?? 0);
    return route.fulfill({
      status: 206,
      contentType: "audio/wav",
      headers: {
        "accept-ranges": "bytes",
        "content-range": `bytes ${from}-${file.length - 1}/${file.length}`,
      },
      body: file.subarray(from),
    });
  });
}

test("a page is read aloud, word by word, and then the next one", async ({ page }) => {
  await register(page);
  const id = await openBook(page, { idea: "A shy lighthouse learns to sing", num_pages: 2 });
  const texts: string[][] = [];
  await alterStory(page, id, (story) => {
    for (const one of story.pages.slice(1)) {
      const words = one.text.split(/\s+/);
      texts[one.number] = words;
      one.audio_url = `/static_content/voice-${one.number}.wav?signature=${Math.random()}`;
      one.word_times = words.map((word, at) => ({
        word,
        start: at * WORD_S,
        end: (at + 1) * WORD_S,
      }));
    }
  });
  await serveVoice(page, 200);
  await page.goto(`/s/${id}/read?page=0`);
  const place = page.getByRole("slider", { name: "Place in the book" });
  await expect(place).toHaveAttribute("aria-valuetext", "Cover");

  // From the cover it begins with the first page.
  await page.getByRole("button", { name: "Read aloud" }).click();
  await expect(place).toHaveAttribute("aria-valuetext", "1 of 2");
  const said = page.locator(".half.right .said");
  await expect(said).toBeVisible();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();

  // The space bar pauses; then the word is the one of the moment.
  await page.locator("h1").click();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Read aloud" })).toBeVisible();
  const audio = page.locator("audio");
  const seek = (seconds: number) =>
    audio.evaluate((voice: HTMLAudioElement, to) => {
      voice.currentTime = to;
    }, seconds);
  for (const word of [4, 9]) {
    await seek((word + 0.5) * WORD_S);
    await expect(said).toHaveText(texts[1]?.[word] ?? "");
  }
  await expectAccessible(page, "a page while it is read aloud");
  // The pieces of the text are the text.
  expect((await page.locator(".half.right .prose").innerText()).split(/\s+/)).toEqual(texts[1]);

  // At its end the leaf turns and the voice goes on.
  await page.keyboard.press("Space");
  await seek(199.8);
  await expect(place).toHaveAttribute("aria-valuetext", "2 of 2");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect(said).toBeVisible();

  // Who turns to the end has heard enough.
  await page.keyboard.press("End");
  await expect(page.getByRole("button", { name: "Read aloud" })).toBeDisabled();
});
