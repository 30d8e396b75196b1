import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDiagnostic } from '../../../src/config/diagnostic.ts';
import { formatTime } from '../../../src/config/functions/strftime.ts';
import { folderOf, loadFrom, messageOf } from '../loading.ts';

const s = suite('config/functions');

const FILES = {
  a: 'one',
  b: 'two',
  'data.yaml': 'n: {{ NUMBER }}\nlist: [1, x]\nhome: "[{{ env }}{{ CONFIG_FILE }}]"\n',
};

/** The text that an expression prints within a build file beside `FILES`, or the message. */
async function print(expression: string): Promise<string> {
  const text = `steps:\n  a: {run: {image: x, cmd: "${expression}"}}\n`;
  const variables = new Map([
    ['NUMBER', '7'],
    // As the shell may set it: the time of the build is another.
    ['BUILDRUNNER_BUILD_TIME', '1'],
  ]);
  const result = await loadFrom(folderOf({ ...FILES, 'buildrunner.yaml': text }), {
    variables,
    buildTime: 1_700_000_000,
  });
  return result.ok ? (result.value.steps.get('a')?.run?.cmd ?? '') : messageOf(result).split('\n').slice(1, 2).join();
}

const rows: readonly (readonly [string, string])[] = [
  ['{{ checksum() }}', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ["{{ checksum('a', 'b') }}", '30ae97492ce1da88d0e7117ace0a60a6f9e1e0bc'],
  ["{{ checksum('b', 'a') == checksum('a', 'b') }}", 'True'],
  ["{{ checksum('a', 'none') == checksum('a') }}", 'True'],
  ["{{ checksum(['a']) }}", '  buildrunner.yaml:2:32 "checksum" needs a text, not a list'],
  ["{{ strftime('%s') }} {{ strftime('%s', 5) }} {{ strftime(_ts=1.5, _format='%s') }}", '1700000000 5 1'],
  ["{{ strftime('%Y', 'x') }}", '  buildrunner.yaml:2:32 "strftime" needs a number of seconds'],
  ["{{ read_yaml_file('data.yaml').n + 1 }}", '8'],
  ["{{ read_yaml_file(filename='data.yaml').list }}", "[1, 'x']"],
  ["{{ read_yaml_file('data.yaml').home }}", '[]'],
  ["{{ read_yaml_file('none.yaml') }}", '  buildrunner.yaml:2:32 "none.yaml" does not exist'],
  [
    "{{ ['a', 'b'] | hash_sha1 == checksum('a', 'b') }} {{ ['b', 'a'] | hash_sha1 == checksum('a', 'b') }}",
    'True False',
  ],
  ["{{ ['[ab]'] | hash_sha1 == checksum('a', 'b') }} {{ 'a' | hash_sha1 == checksum('a') }}", 'True True'],
  [
    "{{ ['?', '*.yaml'] | hash_sha1 == checksum('a') }} {{ ['no*'] | hash_sha1 }}",
    'False da39a3ee5e6b4b0d3255bfef95601890afd80709',
  ],
  ["{{ [['a']] | map('hash_sha1') | first == checksum('a') }}", 'True'],
  ['{{ [1] | hash_sha1 }}', '  buildrunner.yaml:2:38 "hash_sha1" needs a text, not an integer'],
  ["{{ strftime('%f %-d %_d', 86400.25) }}", '250000 2  2'],
  ["{{ strftime('%Y', 10 ** 15) }}", '  buildrunner.yaml:2:32 "strftime" has no date so far away'],
  ["{{ checksum(x='a') }}", '  buildrunner.yaml:2:41 "checksum" takes no "x=" by name'],
  ["{{ raise('no ' ~ 1) }}", '  buildrunner.yaml:2:32 The file says: no 1'],
];
for (const [expression, expected] of rows) {
  s(`makes ${expected} of ${expression}`, async () => assert.is(await print(expression), expected));
}

s('warns of a file that is not in the checksum', async () => {
  const directory = folderOf({ 'buildrunner.yaml': 'steps: {a: {run: {image: "{{ checksum(\'no\') }}"}}}\n' });
  const result = await loadFrom(directory);
  assert.equal(result.ok && result.value.warnings.flatMap(formatDiagnostic), [
    'buildrunner.yaml:1:30 "no" cannot be read and is not in the checksum',
    '  steps: {a: {run: {image: "{{ checksum(\'no\') }}"}}}',
    '                               ^',
    '  Correct the name.',
  ]);
});

s('says what is wrong in a file that is read', async () => {
  const directory = folderOf({ 'buildrunner.yaml': "{{ read_yaml_file('d.yaml') }}\n", 'd.yaml': 'a: 1\na: 2\n' });
  assert.is(
    messageOf(await loadFrom(directory)),
    `The configuration has 1 problem
  buildrunner.yaml:1:4 "d.yaml" cannot be used: d.yaml:2:1 "a" is given twice in one map
    {{ read_yaml_file('d.yaml') }}
       ^
    Correct that file.`,
  );
});

/** Directives that `date` of the C library writes as Python does. */
const DIRECTIVES = 'Y y C m d e H k I l M S p j A a B b h w u U W V G g s z D T R r F % n t'.split(' ');
s('writes times as the C library does', () => {
  const format = DIRECTIVES.map((code) => `%${code}`).join('|');
  for (const seconds of [0, 951_782_400, 1_078_012_800, 1_230_768_000, 1_483_228_799, 1_700_000_000, 1_735_689_600]) {
    const expected = execFileSync('date', ['-d', `@${seconds}`, `+${format}`], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    assert.is(`${formatTime(format, seconds)}\n`, expected);
  }
});

s.run();
