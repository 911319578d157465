// SPDX-License-Identifier: Apache-2.0
// Builds what the console's pages load into ../src/wasl/interfaces/web/static/vendor:
// one style sheet, the scripts, the icons and font slices, each named by a hash of its
// content (so it may be kept for ever) and compressed beforehand, with a manifest.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const out = join(here, "..", "src", "wasl", "interfaces", "web", "static", "vendor");
const COMPRESSED = new Set([".css", ".js", ".svg"]);
/** Scripts of names that neither the text fonts nor those of East Asia hold. */
const SCRIPTS = [
  ...["armenian", "hebrew", "thaana", "devanagari", "bengali", "tamil", "sinhala", "thai", "lao"],
  ...["tibetan", "myanmar", "georgian", "ethiopic", "khmer"],
];
const packageOf = (script) => `@fontsource/noto-${script === "tibetan" ? "serif" : "sans"}-${script}`;
const manifest = {};

/** Write one file under a name that carries its hash; returns that name. */
function emit(name, content) {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const extension = extname(name);
  const hashed = `${basename(name, extension)}.${hash}${extension}`;
  writeFileSync(join(out, hashed), bytes);
  if (COMPRESSED.has(extension)) {
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    writeFileSync(join(out, `${hashed}.br`), brotliCompressSync(bytes, quality));
    writeFileSync(join(out, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
  }
  manifest[name] = hashed;
  return hashed;
}

/** The @font-face rules of a package's style sheet, as {slice, ranges, file, weight}. */
function faces(folder, sheet) {
  const text = readFileSync(join(packages, folder, sheet), "utf8");
  return [...text.matchAll(/@font-face\s*{[^}]*}/g)].map(([rule]) => ({
    file: join(packages, folder, rule.match(/url\(([^)]+\.woff2)\)/)[1]),
    ranges: rule.match(/unicode-range:\s*([^;]+);/)?.[1],
    weight: rule.match(/font-weight:\s*([^;]+);/)[1],
  }));
}

/** One rule of ours for a slice, its file copied under its hash. */
function face(family, { file, ranges, weight }) {
  const name = emit(basename(file), readFileSync(file));
  return (
    `@font-face{font-family:"${family}";font-style:normal;font-display:swap;` +
    `font-weight:${weight};src:url("${name}") format("woff2");unicode-range:${ranges}}`
  );
}

function startsIn(ranges, first, last) {
  return ranges.split(",").some((range) => {
    const start = Number.parseInt(range.trim().slice(2), 16);
    return start >= first && start <= last;
  });
}

/** Letters of the languages of the console and of most names: always offered. */
function textFonts() {
  const latin = ["400.css", "600.css"].flatMap((sheet) => faces("@fontsource/ibm-plex-sans", sheet));
  const arabic = ["400.css", "600.css"]
    .flatMap((sheet) => faces("@fontsource/ibm-plex-sans-arabic", sheet))
    .filter(({ file }) => file.includes("-arabic-arabic-"));
  return [...latin, ...arabic].map((one) => face("Plex", one)).join("\n");
}

/** Names in further scripts: a sheet of its own, linked where such a name stands. */
function scriptFonts() {
  return SCRIPTS.flatMap((script) =>
    faces(packageOf(script), "400.css").filter(({ file }) => file.includes(`-${script}-${script}-`)),
  )
    .map((one) => face("Noto Scripts", one))
    .join("\n");
}

/** Chinese, Japanese and Korean names: 200 slices, so a sheet of its own too. */
function nameFonts() {
  const han = faces("@fontsource-variable/noto-sans-sc", "index.css").filter(
    ({ ranges }) => startsIn(ranges, 0x2e80, 0x9fff) || startsIn(ranges, 0xf900, 0xfaff),
  );
  const hangul = faces("@fontsource-variable/noto-sans-kr", "index.css").filter(({ ranges }) =>
    startsIn(ranges, 0xac00, 0xd7af),
  );
  return [
    ...han.map((one) => face("Noto Han", one)),
    ...hangul.map((one) => face("Noto Hangul", one)),
  ].join("\n");
}

function folder(name, extension) {
  const path = join(here, name);
  return readdirSync(path)
    .filter((file) => file.endsWith(extension))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(path, file), "utf8") }));
}

function licences() {
  const names = [
    "@fontsource/ibm-plex-sans",
    "@fontsource/ibm-plex-sans-arabic",
    "@fontsource-variable/noto-sans-sc",
    "@fontsource-variable/noto-sans-kr",
    ...SCRIPTS.map(packageOf),
    "htmx.org",
  ];
  const texts = names
    .map((name) => [name, join(packages, name, "LICENSE")])
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => `## ${name}\n\n${readFileSync(path, "utf8")}`);
  writeFileSync(join(out, "LICENSES.md"), texts.join("\n\n"));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const sheets = folder("css", ".css").map(({ text }) => text.replace(/\/\*[\s\S]*?\*\//g, ""));
emit("console.css", [textFonts(), ...sheets].join("\n"));
emit("names.css", nameFonts());
emit("scripts.css", scriptFonts());
emit("htmx.js", readFileSync(join(packages, "htmx.org", "dist", "htmx.min.js")));
emit("console.js", folder(join("js", "console"), ".js").map(({ text }) => text).join("\n"));
for (const { file, text } of folder("js", ".js")) emit(file, text);
for (const name of ["icons.svg", "icon.svg"]) emit(name, readFileSync(join(here, name)));
licences();
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));
