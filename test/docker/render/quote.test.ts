import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { behindPattern, createQuote, namePattern, placeholder, quoteWord } from '../../../src/docker/render/quote.ts';

const s = suite('quoting for a shell');

const WORDS = [
  ['plain-word_1.0/x:y=z,%@+', 'plain-word_1.0/x:y=z,%@+'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$HOME `x` "y" \\', '\'$HOME `x` "y" \\\''],
  ['a\nb', "'a\nb'"],
  ['~', "'~'"],
  ['é', "'é'"],
] as const;
for (const [word, quoted] of WORDS) s(JSON.stringify(word), () => assert.is(quoteWord(word), quoted));

const quote = createQuote([
  { name: 'owner', pattern: behindPattern('buildrunner\\.owner=|buildrunner\\.local\\/[^:]*:', 'owner') },
  { name: 'build', pattern: namePattern('my-build') },
  { name: 'results', pattern: namePattern('/results') },
]);
const TEXTS = [
  ['my-build-a-step', '"$build"-a-step'],
  ['buildrunner.build=my-build', 'buildrunner.build="$build"'],
  ['/volumes/my-build-source/_data', '/volumes/"$build"-source/_data'],
  ['not-my-build my-builder', "'not-my-build my-builder'"],
  ['buildrunner.owner=owner,x=owner', 'buildrunner.owner="$owner",x=owner'],
  ['buildrunner.local/my-build/a:owner', 'buildrunner.local/"$build"/a:"$owner"'],
  ['owner', 'owner'],
  ['src=/results,dst=/a b', 'src="$results"\',dst=/a b\''],
  [`A=${placeholder('container_4')}\n`, 'A="$container_4"\'\n\''],
  ['', "''"],
] as const;
for (const [text, quoted] of TEXTS) s(`variables in ${JSON.stringify(text)}`, () => assert.is(quote(text), quoted));

s.run();
