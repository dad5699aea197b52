import type { Attachment } from "svelte/attachments";

const SMALLEST = 0.55;
const STEP = 0.05;

/**
 * Makes the text of a page as small as it must be to fit, down to about half; beyond that the page scrolls, and
 * is then reachable by keyboard. `wish` is read so that the text is fitted anew when it changes.
 */
export function fitText(wish: unknown): Attachment<HTMLElement> {
  return (page) => {
    void wish;
    const overflows = () => page.scrollHeight > page.clientHeight + 1;
    const measure = () => {
      let size = 1;
      page.style.setProperty("--fit", "1");
      while (size > SMALLEST && overflows()) {
        size = Math.max(SMALLEST, size - STEP);
        page.style.setProperty("--fit", size.toFixed(2));
      }
      if (overflows()) page.tabIndex = 0;
      else page.removeAttribute("tabindex");
    };
    const observer = new ResizeObserver(measure);
    observer.observe(page);
    // The book's font changes the measure when it arrives.
    document.fonts?.addEventListener("loadingdone", measure);
    return () => {
      observer.disconnect();
      document.fonts?.removeEventListener("loadingdone", measure);
    };
  };
}
