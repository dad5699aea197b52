// Writes .br and .gz beside every text file of dist, so that the server compresses nothing while it serves.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXT = /\.(html|js|css|svg|json|txt|webmanifest)$/;
const LEAST_BYTES = 1024;

const files = readdirSync("dist", { recursive: true }).map((file) => join("dist", file));
const wanted = files.filter((file) => TEXT.test(file) && statSync(file).size >= LEAST_BYTES);
for (const file of wanted) {
  const bytes = readFileSync(file);
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: quality }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
console.log(`compressed ${wanted.length} files`);
