// Bundles the browser parts into service/static/build with hashed names and a manifest.
import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

const OUT = "service/static/build";

// Old Android WebViews stand before the sender's page, old desktop browsers before the editor's.
const PAGES = [
  { name: "sender", target: "es2015" },
  { name: "editor", target: "es2017" },
  // Receivers and leaders open it on whatever they have.
  { name: "share", target: "es2015" },
];

// Parts of a page that most visits do without.
const EXTRA = [
  { name: "import", target: "es2017", style: false },
  { name: "notice", target: "es2017" },
  { name: "storyboard", folder: "editor/storyboard", target: "es2017" },
  // Written into each package's findings page; browsers of other offices open it.
  { name: "check", target: "es2017", style: false },
];

async function bundle({ name, folder = name, target, style = true }) {
  const result = await build({
    entryPoints: {
      [name]: `front/${folder}/main.js`,
      ...(style && { [`${name}-style`]: `front/${folder}/main.css` }),
    },
    entryNames: "[name]-[hash]",
    outdir: OUT,
    bundle: true,
    minify: true,
    format: "iife",
    target: [target],
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  return result.outputFiles;
}

function keep(file) {
  const name = basename(file.path);
  writeFileSync(join(OUT, name), file.contents);
  const plain = name.replace(/^([a-z]+)(-style)?-[A-Z0-9]{8}\.(js|css)$/, "$1.$3");
  return [plain, name];
}

// A process that starts meanwhile finds a whole set: new files first, then the list, then the rest.
const outputs = (await Promise.all([...PAGES, ...EXTRA].map(bundle))).flat();
mkdirSync(OUT, { recursive: true });
const manifest = Object.fromEntries(outputs.map(keep).sort());
writeFileSync(join(OUT, "manifest.new"), JSON.stringify(manifest, null, 2) + "\n");
renameSync(join(OUT, "manifest.new"), join(OUT, "manifest.json"));
const kept = new Set([...Object.values(manifest), "manifest.json"]);
for (const name of readdirSync(OUT)) {
  if (!kept.has(name)) rmSync(join(OUT, name));
}
for (const name of Object.values(manifest)) {
  console.log(`${name}  ${gzipSync(readFileSync(join(OUT, name)), { level: 9 }).length} bytes gzip`);
}
writeFileSync(join(OUT, ".ok"), "");
