import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { globSync } from 'tinyglobby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** From the bottom to the top: a file imports from its own layer and those before it. */
const LAYERS = [
  'failure',
  'nearest',
  'internal-error',
  'process',
  'engine-api',
  'config',
  'facts',
  'plan',
  'docker',
  'report',
  'cleanup',
  'execute',
  'cli',
  'commands',
  'main',
];

const TOP_LEVEL = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'bin',
  'fixtures',
  'package-lock.json',
  'package.json',
  'src',
  'test',
  'tsconfig.json',
];

const sources = globSync('src/**/*.ts').sort();
const tests = globSync('test/**/*.ts').sort();

/** `src/plan/run/step.ts` is of the layer `plan`, `src/main.ts` of the layer `main`. */
function layerOf(file: string): string {
  return /^src\/([^/.]+)/.exec(file)?.[1] ?? '';
}

/** What a file imports, at its top or later, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** "file: line" for each line of code, comments left out, that matches. */
function linesMatching(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line) && !/^\s*(\/?\*|\/\/)/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
}

const s = suite('the house');

s('has only the layers of the pipeline', () => {
  assert.equal(
    sources.map(layerOf).filter((layer) => !LAYERS.includes(layer)),
    [],
  );
});

s('imports go down the pipeline', () => {
  const upward = sources.flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => join(dirname(file), name))
      .filter((target) => LAYERS.indexOf(layerOf(target)) > LAYERS.indexOf(layerOf(file)))
      .map((target) => `${file} imports ${target}`),
  );
  assert.equal(upward, []);
});

s('imports name their file with its ending', () => {
  const vague = sources.flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.') && !/\.(ts|json)$/.test(name))
      .map((name) => `${file} imports ${name}`),
  );
  assert.equal(vague, []);
});

s('one folder starts programs', () => {
  const spawning = sources.filter((file) =>
    importsOf(file).some((name) => /^(execa|(node:)?child_process)$/.test(name)),
  );
  assert.equal([...new Set(spawning.map(layerOf))], ['process']);
});

s('planning and the language of docker touch nothing of the world', () => {
  const pure = sources.filter((file) => ['plan', 'docker'].includes(layerOf(file)));
  const touching = pure.flatMap((file) =>
    importsOf(file)
      .filter((name) => /^(execa$|node:(?!path|url|util|buffer|string_decoder))/.test(name))
      .map((name) => `${file} imports ${name}`),
  );
  assert.equal(touching, []);
  assert.equal(linesMatching(pure, /\bprocess\.|\bDate\b|Math\.random|randomUUID|\bsetTimeout\b|\bperformance\b/), []);
});

s('main alone reads the arguments and sets the exit code', () => {
  const others = sources.filter((file) => layerOf(file) !== 'main');
  assert.equal(linesMatching(others, /\bprocess\.(argv|exitCode)\b/), []);
});

s('only cleanup exits hard, and main when all is over', () => {
  const others = sources.filter((file) => !['cleanup', 'main'].includes(layerOf(file)));
  assert.equal(linesMatching(others, /\bprocess\.(exit|reallyExit|abort)\(/), []);
});

s('has only the agreed names at the top', () => {
  const names = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n');
  const top = [...new Set(names.map((name) => name.split('/', 1)[0] ?? ''))];
  assert.equal(
    top.filter((name) => name !== '' && !name.startsWith('.') && !TOP_LEVEL.includes(name)),
    [],
  );
});

s('every fixture is used by a test', () => {
  const text = tests.map((file) => readFileSync(file, 'utf8')).join('\n');
  assert.equal(
    readdirSync('fixtures').filter((name) => !text.includes(`fixture: '${name}'`)),
    [],
  );
});

s.run();
