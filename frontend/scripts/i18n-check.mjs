// Fails unless every language has the keys, placeholders and plural forms that it needs, every key is used, and
// no template holds words of its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FORMS = ["zero", "one", "two", "few", "many", "other"];
/** Names and codes that are the same in every language. */
const NAMES = new Set(["Talewright", "— Talewright", "A", "user.update", "K7QF-3MXR-9TWB"]);

const problems = [];
/** The messages of every page, and those that come with settings and administration. */
const FOLDERS = ["src/i18n", "src/i18n/office"];
const english = {};

const placeholders = (message) =>
  [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

const languagesOf = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.replace(".json", ""));
const languages = languagesOf(FOLDERS[0]);

function expectedKeys(model, language) {
  const bases = Object.keys(model)
    .filter((key) => key.endsWith(".other"))
    .map((key) => key.slice(0, -".other".length));
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const isPlural = (key) => bases.some((base) => FORMS.some((form) => key === `${base}.${form}`));
  const plain = Object.keys(model).filter((key) => !isPlural(key));
  return new Set([...plain, ...bases.flatMap((base) => forms.map((form) => `${base}.${form}`))]);
}

for (const folder of FOLDERS) {
  const read = (language) => JSON.parse(readFileSync(`${folder}/${language}.json`, "utf8"));
  const model = read("en");
  for (const key of Object.keys(model))
    if (key in english) problems.push(`${folder}/en: ${key} is there twice`);
  Object.assign(english, model);
  if (String(languagesOf(folder)) !== String(languages))
    problems.push(`${folder} has other languages`);
  for (const language of languages) {
    const messages = read(language);
    const expected = expectedKeys(model, language);
    const where = `${folder}/${language}`;
    for (const key of expected)
      if (!(key in messages)) problems.push(`${where}: ${key} is missing`);
    for (const [key, message] of Object.entries(messages)) {
      if (!expected.has(key)) problems.push(`${where}: ${key} is not wanted`);
      const pattern = model[key] ?? model[key.replace(/\.\w+$/, ".other")];
      if (!message.trim()) problems.push(`${where}: ${key} is empty`);
      if (pattern && String(placeholders(pattern)) !== String(placeholders(message)))
        problems.push(`${where}: ${key} has other placeholders than English`);
    }
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
