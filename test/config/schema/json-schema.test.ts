import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocument } from '../../../src/config/document.ts';
import { renderSource } from '../../../src/config/template/render.ts';
import { listKeys } from '../../../src/config/schema/catalog.ts';
import { globalFile } from '../../../src/config/schema/global.ts';
import { toJsonSchema } from '../../../src/config/schema/json-schema.ts';
import { buildFile } from '../../../src/config/schema/step.ts';
import { toSourceText } from '../../../src/config/source-text.ts';
import { toPlainValue, type PlainValue } from '../../../src/config/yaml/plain-value.ts';
import { casesIn, folderOfFixture } from '../fixture-files.ts';

const s = suite('config/schema/json-schema');

const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
});
const validators = {
  build: ajv.compile(toJsonSchema(buildFile, 'Build file')),
  global: ajv.compile(toJsonSchema(globalFile, 'Global file')),
};

/** Files that are wrong by what JSON Schema cannot say, each with the reason. */
const BEYOND: ReadonlyMap<string, string> = new Map([
  ...because('names one part of the file in another', [
    ...['depends-unknown', 'depends-unknown-far', 'depends-circle', 'depends-self'],
    ...['run-volumes-unknown', 'run-volumes-other', 'service-volumes-itself', 'service-volumes-later'],
  ]),
  ...because('is a rule between keys or steps', [
    ...[
      'across-secrets-legacy',
      'across-platform-both',
      'across-platform-twice',
      'across-import',
      'across-cache-list',
      'across-run',
    ],
    ...['across-same-tag-twice', 'across-same-tag-steps', 'across-same-tag-in-name', 'across-same-build-tag'],
    ...['across-retag-run', 'across-retag-build', 'run-without-image', 'push-no-tag', 'artifacts-rename'],
  ]),
  ...because('speaks of other files', [
    'across-no-dockerfile',
    'across-dockerfile-path',
    'across-dockerfile-no-from',
    'global-github-no-endpoint',
  ]),
  ...because('has a key that is no text, and in JSON all keys are', [
    ...['step-name-number', 'step-name-boolean', 'artifacts-key', 'build-args-key', 'run-env-name-number'],
    ...['global-env-key', 'global-local-files-key', 'services-name-number'],
  ]),
  ...because('has a number for a key, which JSON Schema can only match as text', ['run-ports-zero']),
  ...because('has a date, which JSON has as text', ['run-image-date']),
  ...because('has a number that is too large or too small, which JSON does not know', [
    ...['run-shares-large', 'run-shares-small'],
  ]),
  ...because('compares versions by their parts', ['version-newer-only']),
]);

function because(reason: string, names: readonly string[]): [string, string][] {
  return names.map((name) => [name, reason]);
}

function validatorOf(name: string): ValidateFunction {
  return name.startsWith('global-') ? validators.global : validators.build;
}

/** The file as a tool for JSON sees it, once its templates are filled in. */
function readPlain(folder: string, name: string): PlainValue {
  const source = toSourceText(name, readFileSync(join(folder, `${name}.yaml`), 'utf8'));
  const document = readDocument(source, renderSource(source, new Map(), null));
  if (!document.ok) throw new Error(`${name} is no YAML`);
  return toPlainValue(document.value.value);
}

const VALID = folderOfFixture({ fixture: 'valid' });
for (const name of casesIn(VALID, '.yaml')) {
  s(`accepts valid/${name}`, () => {
    const isValid = validatorOf(name);
    assert.ok(isValid(readPlain(VALID, name)), JSON.stringify(isValid.errors, null, 1));
  });
}

const INVALID = folderOfFixture({ fixture: 'invalid' });
for (const name of casesIn(INVALID, '.yaml')) {
  const reason = BEYOND.get(name);
  s(
    `${reason === undefined ? 'rejects' : 'cannot reject'} invalid/${name}${reason === undefined ? '' : `: it ${reason}`}`,
    () => {
      assert.is(validatorOf(name)(readPlain(INVALID, name)), reason !== undefined);
    },
  );
}

s('excuses only files that there are', () => {
  const names = casesIn(INVALID, '.yaml');
  assert.equal(
    [...BEYOND.keys()].filter((name) => !names.includes(name)),
    [],
  );
});

s('says of each key what it is, with examples that its own schema accepts', () => {
  for (const [file, schema] of [
    ['build file', toJsonSchema(buildFile, '')],
    ['global file', toJsonSchema(globalFile, '')],
  ] as const) {
    for (const key of listKeys().filter(({ places }) => places[0]?.file === file)) {
      const [place] = key.places;
      const found = descend(schema, place?.path ?? []);
      assert.is(found['title'], place?.path.at(-1));
      assert.match(String(found['description']), key.text.is);
      for (const example of key.text.examples) {
        assert.ok(ajv.validate(found, example), `${place?.path.join('.')}: ${JSON.stringify(example)}`);
      }
    }
  }
});

/** The schema of a key, by its path with `NAME` for any name. */
function descend(schema: unknown, [name, ...rest]: readonly string[]): Readonly<Record<string, unknown>> {
  const options = alternatives(schema);
  if (name === undefined) return Object.fromEntries(Object.entries(options[0] ?? {}));
  for (const option of options) {
    const next = name === 'NAME' ? option['additionalProperties'] : propertyOf(option['properties'], name);
    if (typeof next !== 'object' || next === null) continue;
    return descend(next, rest);
  }
  throw new Error(`no schema for ${name}`);
}

/** A schema itself, what its lists hold, and what its alternatives say. */
function alternatives(schema: unknown): Readonly<Record<string, unknown>>[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own: Record<string, unknown> = { ...schema };
  const anyOf: readonly unknown[] = Array.isArray(own['anyOf']) ? own['anyOf'] : [];
  const others = [...anyOf, own['items']];
  return [own, ...others.flatMap(alternatives)];
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

s('leaves a value to the template that makes it', () => {
  const file = {
    steps: { a: { run: { image: '{{ x }}', xfail: '{{ x }}', 'cpu-shares': '{{ x }}' }, push: '{{ x }}' } },
  };
  assert.ok(validators.build(file), JSON.stringify(validators.build.errors));
});

s('takes a file that redirects for whole', () => {
  assert.ok(validators.build({ redirect: 'other.yaml' }));
  assert.not(validators.build({}));
});

s.run();
