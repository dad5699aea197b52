// Fails unless every language has the keys, placeholders and plural forms that it needs, every key is used, and
// no template holds words of its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FORMS = ["zero", "one", "two", "few", "many", "other"];
/** Names that are the same in every language. */
const NAMES = new Set(["Talewright", "— Talewright", "A"]);

const read = (language) => JSON.parse(readFileSync(`src/i18n/${language}.json`, "utf8"));
const languages = readdirSync("src/i18n").map((file) => file.replace(".json", ""));
const english = read("en");
const bases = new Set(
  Object.keys(english)
    .filter((key) => key.endsWith(".other"))
    .map((key) => key.slice(0, -".other".length)),
);
const problems = [];

function expectedKeys(language) {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const isPlural = (key) =>
    [...bases].some((base) => FORMS.some((form) => key === `${base}.${form}`));
  const plain = Object.keys(english).filter((key) => !isPlural(key));
  return new Set([
    ...plain,
    ...[...bases].flatMap((base) => forms.map((form) => `${base}.${form}`)),
  ]);
}

const placeholders = (message) =>
  [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const language of languages) {
  const messages = read(language);
  const expected = expectedKeys(language);
  for (const key of expected)
    if (!(key in messages)) problems.push(`${language}: ${key} is missing`);
  for (const [key, message] of Object.entries(messages)) {
    if (!expected.has(key)) problems.push(`${language}: ${key} is not wanted`);
    const model = english[key] ?? english[key.replace(/\.\w+$/, ".other")];
    if (!message.trim()) problems.push(`${language}: ${key} is empty`);
    if (model && String(placeholders(model)) !== String(placeholders(message)))
      problems.push(`${language}: ${key} has other placeholders than English`);
  }
}

const sources = readdirSync("src", { recursive: true })
  .filter((file) => /\.(svelte|ts)$/.test(file) && !/\.test\.ts$|schema\.d\.ts$/.test(file))
  .map((file) => [file, readFileSync(join("src", file), "utf8")]);
const code = sources.map(([, text]) => text).join("\n");
const stems = [...code.matchAll(/`([a-z_.]+\.)\$\{/g)].map(([, stem]) => stem);
for (const key of Object.keys(english)) {
  const base = key.replace(/\.(one|other)$/, "");
  const used = code.includes(`"${key}"`) || code.includes(`"${base}"`);
  if (!used && !stems.some((stem) => key.startsWith(stem)))
    problems.push(`en: ${key} is never used`);
}

for (const [file, text] of sources.filter(([file]) => file.endsWith(".svelte"))) {
  const template = text
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/=>/g, "")
    .replace(/\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, "");
  const literals = [
    ...[...template.matchAll(/>([^<>]+)</g)].map(([, words]) => words),
    ...[...template.matchAll(/\s(?:alt|title|placeholder|aria-label)="([^"]+)"/g)].map(
      ([, words]) => words,
    ),
  ];
  for (const words of literals.map((words) => words.trim())) {
    if (/\p{L}/u.test(words) && !NAMES.has(words))
      problems.push(`${file}: "${words}" is not translated`);
  }
}

for (const problem of problems) console.error(problem);
console.log(
  `${languages.join(", ")}: ${Object.keys(english).length} messages, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
