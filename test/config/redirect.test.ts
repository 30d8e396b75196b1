import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { GeneratedFile } from '../../src/config/generated.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { CERTIFICATE } from './fetch/certificate.ts';
import { commitFiles } from './fetch/git-server.ts';
import { serve, serveProxy, serveSecurely, type LocalServer } from './fetch/servers.ts';
import { folderOf, loadFrom, messageOf } from './loading.ts';

const s = suite('config/redirect');

const STEPS = 'steps: {a: {run: {image: x, cmd: "{{ CONFIG_FILE }}"}}}\n';

async function withServer(opening: Promise<LocalServer>, use: (server: LocalServer) => Promise<void>): Promise<void> {
  const server = await opening;
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

s('leads from file to web, to GitHub, to git, and back; each file is told under its own name', async () => {
  const repository = commitFiles({ 'ci/x.yaml': 'redirect: last.yaml\n' });
  const git = `git+file://${repository}#main:ci/x.yaml`;
  const content = Buffer.from(`redirect: ${git}\n`).toString('base64');
  const github = JSON.stringify({ type: 'file', encoding: 'base64', content });
  const answers = serve((incoming, response) =>
    response.end(incoming.url === '/x.yaml' ? "redirect: 'github://hub/a/b/c.yaml'\n" : github),
  );
  await withServer(answers, async ({ host }) => {
    const directory = folderOf({
      'buildrunner.yaml': `redirect: http://me:passw0rd@${host}/x.yaml\n`,
      'last.yaml': STEPS,
    });
    const files: GeneratedFile[] = [];
    const result = await loadFrom(directory, { files, github: { hub: { endpoint: `http://${host}/api` } } });
    assert.is(messageOf(result), '');
    assert.is(result.ok && result.value.steps.get('a')?.run?.cmd, `${directory}/buildrunner.yaml`);
    assert.equal(files, [
      { path: `${directory}/buildrunner.yaml`, text: `redirect: http://***@${host}/x.yaml` },
      { path: `http://***@${host}/x.yaml`, text: "redirect: 'github://hub/a/b/c.yaml'" },
      { path: 'github://hub/a/b/c.yaml', text: `redirect: ${git}` },
      { path: git, text: 'redirect: last.yaml' },
      {
        path: `${directory}/last.yaml`,
        text: STEPS.trimEnd().replace('{{ CONFIG_FILE }}', `${directory}/buildrunner.yaml`),
      },
    ]);
  });
});

s('draws a circle that leads through another host, from where it begins', async () => {
  let directory = '';
  const answers = serve((_, response) => response.end(`redirect: file://${directory}/b.yaml\n`));
  await withServer(answers, async ({ host }) => {
    directory = folderOf({
      'buildrunner.yaml': 'redirect: ./b.yaml\n',
      'b.yaml': `redirect: HTTP://me:passw0rd@${host}/c.yaml\n`,
    });
    assert.is(
      messageOf(await loadFrom(directory)),
      `The configuration has 1 problem
  http://***@${host}/c.yaml:1:11 Files redirect in a circle: "b.yaml" -> "HTTP://***@${host}/c.yaml" -> "b.yaml"
    redirect: file://${directory}/b.yaml
              ^
    Let the last file redirect no more.`.replace('http://***', 'HTTP://***'),
    );
  });
});

s('ends a way that leads somewhere new each time', async () => {
  let count = 0;
  const answers = serve(({ headers }, response) => {
    count += 1;
    response.end(`redirect: http://${headers.host ?? ''}/${count}\n`);
  });
  await withServer(answers, async ({ host }) => {
    const directory = folderOf({ 'buildrunner.yaml': `redirect: http://${host}/0\n` });
    const way = ['buildrunner.yaml', ...Array.from({ length: 19 }, (_, index) => `http://${host}/${index}`)];
    assert.is(
      messageOf(await loadFrom(directory)),
      `The configuration has 1 problem
  http://${host}/18:1:11 More than 20 files redirect one after the other: ${way.map((name) => `"${name}"`).join(' -> ')}
    redirect: http://${host}/19
              ^
    Name the last file in the first one.`,
    );
    assert.is(count, 19);
  });
});

s('points at the redirect where a file is not to be had, without its password', async () => {
  await withServer(
    serve((_, response) => response.writeHead(404).end()),
    async ({ host }) => {
      const directory = folderOf({ 'buildrunner.yaml': `redirect: http://me:passw0rd@${host}/x # passw0rd@h\n` });
      assert.is(
        messageOf(await loadFrom(directory)),
        `The configuration has 1 problem
  buildrunner.yaml:1:11 "http://***@${host}/x" is not to be had: the server answers 404 Not Found
    redirect: http://***@${host}/x # passw0rd@h
              ^
    Correct the address, or see to it that you may read it.`,
      );
    },
  );
});

s('locates what is wrong within a file of another host', async () => {
  await withServer(
    serve((_, response) => response.end('version: 99\nsteps: {a: {rum: {}}}\n')),
    async ({ host }) => {
      const message = messageOf(await loadFrom(folderOf({ 'buildrunner.yaml': `redirect: http://${host}/x\n` })));
      assert.equal(
        message.split('\n').filter((line) => line.startsWith('  http')),
        [
          `  http://${host}/x:1:10 "version" asks for 99, and this program understands build files up to 3.27`,
          `  http://${host}/x:2:13 "steps.a.rum" is no known key`,
        ],
      );
    },
  );
});

s('the program fetches by https through a tunnel, from a file of the global configuration too', async () => {
  const certificate = folderOf({ 'ca.pem': CERTIFICATE });
  const answers = serveSecurely(({ url }, response) =>
    response.end(
      url === '/global'
        ? 'docker-registry: r.example.com\n'
        : `steps: {a: {run: {image: "{{ DOCKER_REGISTRY }}/x"}}}\n`,
    ),
  );
  await withServer(answers, async ({ host }) => {
    await withServer(serveProxy(), async (proxy) => {
      const { exitCode, stdout, stderr } = await runBuildrunner({
        files: {
          'buildrunner.yaml': `redirect: https://${host}/steps\n`,
          '.buildrunner.yaml': `redirect: https://${host}/global\n`,
        },
        arguments: ['--print-generated-files'],
        env: { NODE_EXTRA_CA_CERTS: `${certificate}/ca.pem`, https_proxy: `http://${proxy.host}` },
      });
      assert.is(exitCode, 0, stderr);
      assert.match(stdout, `Generated contents of https://${host}/steps:`);
      assert.match(stdout, 'steps: {a: {run: {image: "r.example.com/x"}}}');
      assert.equal(proxy.asked, [`CONNECT ${host}`, `CONNECT ${host}`]);
    });
  });
});

s('the program fetches by git and leaves no folder of that', async () => {
  const repository = commitFiles({ 'x.yaml': 'steps: {a: {run: {image: x}}}\n' });
  for (const words of [['--print-generated-files'], ['plan']]) {
    const { exitCode, stdout, stderr, project } = await runBuildrunner({
      files: { 'buildrunner.yaml': `redirect: git+file://${repository}#main:x.yaml\n` },
      arguments: words,
    });
    assert.is(exitCode, 0, stderr);
    assert.match(
      stdout,
      words[0] === 'plan' ? 'docker pull x' : `Generated contents of git+file://${repository}#main:x.yaml:`,
    );
    assert.equal(readdirSync(project.temporary), []);
  }
});

s.run();
