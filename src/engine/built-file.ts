import fs from 'node:fs';

/** A file of the build that is no bundle's own: beside the bundle, or, run from the sources, in dist/. */
export function builtFile(name: string): URL {
  for (const place of [`./${name}`, `../../dist/${name}`]) {
    const url = new URL(place, import.meta.url);
    if (fs.existsSync(url)) return url;
  }
  throw new Error(`${name} is missing from the build: run "npm run build".`);
}
