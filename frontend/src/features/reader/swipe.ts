import type { Attachment } from "svelte/attachments";

const LEAST_PX = 40;

/** Calls back with +1 for a swipe to the left (onwards) and -1 for one to the right. */
export function swipe(turn: (direction: 1 | -1) => void): Attachment<HTMLElement> {
  return (area) => {
    let start: { x: number; y: number; pointer: number } | null = null;
    const down = (event: PointerEvent) => {
      const mouse = event.pointerType === "mouse";
      start =
        mouse || !event.isPrimary
          ? null
          : { x: event.clientX, y: event.clientY, pointer: event.pointerId };
    };
    const up = (event: PointerEvent) => {
      if (start?.pointer !== event.pointerId) return;
      const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
      start = null;
      if (Math.abs(dx) >= LEAST_PX && Math.abs(dx) > 1.5 * Math.abs(dy)) turn(dx < 0 ? 1 : -1);
    };
    const cancel = () => {
      start = null;
    };
    area.addEventListener("pointerdown", down);
    area.addEventListener("pointerup", up);
    area.addEventListener("pointercancel", cancel);
    return () => {
      area.removeEventListener("pointerdown", down);
      area.removeEventListener("pointerup", up);
      area.removeEventListener("pointercancel", cancel);
    };
  };
}
