import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isSecretName, redactorOf, secretsWithin, secretValues } from '../../src/config/secrets.ts';

const s = suite('config/secrets');

for (const [name, isSecret] of [
  ['PASSWORD', true],
  ['db_passwd', true],
  ['SSH_PASSPHRASE', true],
  ['ClientSecret', true],
  ['GITHUB_TOKEN', true],
  ['AWS_CREDENTIALS', true],
  ['api-key', true],
  ['DEPLOY_KEY', true],
  ['SSHKEY', true],
  ['key', true],
  ['AWS_ACCESS_KEY_ID', true],
  ['GIT_CONFIG_KEY_0', false],
  ['GIT_CONFIG_KEY_12', false],
  ['MY_GIT_CONFIG_KEY_0', true],
  ['USER', false],
  ['BUILDRUNNER_BUILD_NUMBER', false],
  ['passing', false],
] as const) {
  s(`${name} is ${isSecret ? 'the name of a secret' : 'no secret'}`, () => assert.is(isSecretName(name), isSecret));
}

s('only values that are long enough are secrets', () => {
  const pairs = [
    ['A_KEY', '12345'],
    ['B_KEY', '1234'],
    ['C', '123456'],
    ['D_KEY', 12_345],
  ] as const;
  assert.equal(secretValues(pairs), ['12345']);
});

s('finds them in a file, and takes the longer ones out first', () => {
  const secrets = secretsWithin('A_KEY: abcde\n# B_KEY: comment\nC_TOKEN: "abcdefg" \nd: plain\n');
  assert.equal(secrets, ['abcde', 'abcdefg']);
  assert.is(redactorOf(secrets)('abcdefg abcde abcd'), '*** *** abcd');
});

s.run();
