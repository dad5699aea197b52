import { expect, it } from "vitest";
import { sayDevice } from "./device";

it("calls devices what people call them", () => {
  const given = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
    "curl/8.5.0",
    "  ",
    undefined,
  ];
  expect(given.map(sayDevice)).toEqual([
    "Firefox · Linux",
    "Edge · Windows",
    "Safari · Mac",
    "Chrome · iPhone",
    "Chrome · Android",
    "curl",
    null,
    null,
  ]);
});
