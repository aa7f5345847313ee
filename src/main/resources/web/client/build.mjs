// Builds the package: the bundles that bundles.txt lists, and the types. ESBUILD and TSC name other programs to use.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const esbuild = process.env.ESBUILD ?? 'node_modules/esbuild/bin/esbuild';
const tsc = process.env.TSC ?? 'node_modules/typescript/bin/tsc';

rmSync('dist', { recursive: true, force: true });

const lines = readFileSync('bundles.txt', 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const [all, ...bundles] = lines.map((line) => line.split(' '));
for (const [file, entry, ...args] of bundles) {
  execFileSync(esbuild, [entry, `--outfile=dist/${file}`, ...all.slice(1), ...args], { stdio: 'inherit' });
}

execFileSync(process.execPath, [tsc, '--emitDeclarationOnly', '--outDir', 'dist/types'], { stdio: 'inherit' });
// The compiler leaves the names of sources in the types, which nobody has who installs the package.
for (const file of readdirSync('dist/types')) {
  const types = readFileSync(`dist/types/${file}`, 'utf8');
  writeFileSync(`dist/types/${file}`, types.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
}
