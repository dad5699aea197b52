import type { WordTime } from "../../api/stories";
import { paragraphsOf } from "./book";

/** A piece of a paragraph: a word that is timed, with its index, or what stands between words. */
export type Piece = { text: string; word: number | null };

/**
 * The paragraphs of a text in pieces, so that the word being said can be shown. `null` when the timed words are not
 * the words of this text: then nothing is shown rather than the wrong thing.
 */
export function piecesOf(text: string, times: readonly WordTime[]): Piece[][] | null {
  let next = 0;
  const paragraphs = paragraphsOf(text).map((paragraph) => {
    const pieces: Piece[] = [];
    let at = 0;
    while (next < times.length) {
      const word = times[next]?.word ?? "";
      const found = paragraph.indexOf(word, at);
      if (found < 0 || paragraph.slice(at, found).trim() !== "") break;
      if (found > at) pieces.push({ text: paragraph.slice(at, found), word: null });
      pieces.push({ text: word, word: next });
      at = found + word.length;
      next += 1;
    }
    return paragraph.slice(at).trim() === "" ? pieces : null;
  });
  const whole = paragraphs.every((pieces) => pieces !== null);
  return whole && times.length > 0 && next === times.length ? paragraphs : null;
}

/** The word that is said at a time, in seconds: the last one that has begun; `null` before the first. */
export function wordAt(times: readonly WordTime[], seconds: number): number | null {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle]?.start ?? Number.POSITIVE_INFINITY) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : low - 1;
}
