// Writes dist/licences.txt: the licence texts of everything that is shipped to the browser.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
// Svelte's runtime is compiled into the page although it is a development dependency.
const shipped = [
  ...Object.keys(dependencies),
  "svelte",
  "openapi-typescript-helpers",
  "esm-env",
  "clsx",
];

const chapters = [];
for (const name of [...new Set(shipped)].sort()) {
  const folder = join("node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying|ofl)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${about.license}`;
  if (!file && !about.license) throw new Error(`${name} names no licence`);
  chapters.push(`${name} ${about.version} (${about.license})\n\n${text}`);
}
const rule = `\n\n${"-".repeat(80)}\n\n`;
const head = "Talewright's page is made with the following, under their own licences.";
writeFileSync("dist/licences.txt", `${[head, ...chapters].join(rule)}\n`);
console.log(`dist/licences.txt: ${chapters.length} packages`);
