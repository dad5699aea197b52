// Fails when the page grows beyond its budget: first page 60 kB and any chunk 40 kB of compressed script and
// style, fonts that the library loads 60 kB.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KB = 1000;
const assets = readdirSync("dist/assets").filter((file) => /\.(js|css|woff2)$/.test(file));
const size = (file) => {
  const bytes = readFileSync(file);
  return file.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length;
};

const html = readFileSync("dist/index.html", "utf8");
const first = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(
  ([, file]) => `dist${file}`,
);
const chunks = assets
  .filter((file) => !file.endsWith(".woff2"))
  .map((file) => `dist/assets/${file}`);
const fonts = assets.filter((file) => /(next-latin-wght|literata-latin-600)-normal/.test(file));

const lines = [
  ["first page", ["dist/index.html", ...first].reduce((sum, file) => sum + size(file), 0), 60 * KB],
  ["largest chunk", Math.max(...chunks.map(size)), 40 * KB],
  [
    "fonts of the library",
    fonts.reduce((sum, file) => sum + size(`dist/assets/${file}`), 0),
    60 * KB,
  ],
];
let over = first.length === 0 || fonts.length !== 2;
for (const [name, bytes, limit] of lines) {
  const verdict = bytes > limit ? "TOO LARGE" : "ok";
  over ||= bytes > limit;
  console.log(
    `${name.padEnd(22)} ${(bytes / KB).toFixed(1).padStart(6)} of ${limit / KB} kB  ${verdict}`,
  );
}
process.exitCode = over ? 1 : 0;
