import * as v from 'valibot';
import { artifacts, artifactsText } from './artifact.ts';
import { either, oneOrList, section } from './containers.ts';
import { key, requiredKey } from './key.ts';
import { mustBe, wording } from './problem.ts';
import { flag, text } from './scalars.ts';
import { keywords, shape } from './shape.ts';

/** The `remote` of a step. */
export const remote = section({
  host: requiredKey(text, {
    is: 'Host to build on: user@host, or an alias of the global key "build-servers".',
    examples: ['builder', 'ci@build.example.com'],
  }),
  cmd: requiredKey(text, { is: 'Command to run there, in a copy of the build directory.', examples: ['make'] }),
  artifacts: key(artifacts, artifactsText),
});

const packageMap = section({
  repository: requiredKey(text, {
    is: 'Repository to upload to: a name of your .pypirc, or its address.',
    examples: ['pypi', 'https://pypi.example.com/simple'],
  }),
  username: key(text, {
    is: 'User of the repository.',
    otherwise: 'the one of your .pypirc, else $TWINE_USERNAME',
    examples: ['ci'],
  }),
  password: key(text, {
    is: 'Password of the user.',
    otherwise: 'the one of your .pypirc, else $TWINE_PASSWORD',
    examples: ['{{ env.PYPI_PASSWORD }}'],
  }),
  skip_existing: key(flag, {
    is: 'Whether packages that the repository has already are left out, rather than refused.',
    default: false,
    examples: [true],
  }),
});

const packageName = v.pipe(
  v.string(mustBe('a text or a map', 'Name a repository, or write "key: value" lines')),
  v.nonEmpty(wording('is an empty name', 'Name a repository of your .pypirc')),
  shape({ kind: 'text' }),
  keywords({ minLength: 1 }),
  v.transform((name): v.InferOutput<typeof packageMap> => ({ repository: name })),
);

/** The `pypi-push` of a step: a text, a map, or a list of both. */
export const packageTargets = oneOrList(either((input) => input instanceof Map, packageMap, packageName));
