import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, startBuild, type Built } from '../support/build.ts';
import { docker } from '../support/engine.ts';
import { eventually } from '../support/eventually.ts';
import { fakeDocker } from '../support/fake-docker.ts';
import { removeNames, startRegistry, type Registry } from '../support/registry.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('a tag that others move while it is pushed', { timeout: 600_000 });

/** So many builds are raced against. */
const ROUNDS = 50;

let registry: Registry;
let foreign = '';

s.before(async () => {
  registry = await startRegistry();
  foreign = `${registry.host}/app:foreign`;
  await docker('tag', 'buildrunner-base:1', foreign);
  await docker('push', foreign);
});

s.after(async () => {
  await registry.stop();
});

/** A docker that stands still before each call that a push makes, until somebody lets it go on. */
function haltingDocker() {
  const folder = temporaryDirectory();
  const calls = '"tag "*|"push "*|"image inspect "*|"buildx imagetools "*';
  const halt = `halt='${folder}'/$$; printf '%s' "$*" >"$halt.part"; mv "$halt.part" "$halt"; while [ -e "$halt" ]; do sleep 0.01; done`;
  const program = fakeDocker(`case "$*" in *--help) ;; ${calls}) ${halt} ;; esac`);
  return {
    ...program,
    /** The call that stands still, and how it goes on; null: none does. */
    halted: () => {
      const name = readdirSync(folder).find((one) => /^\d+$/.test(one));
      return name === undefined ? null : () => rmSync(join(folder, name));
    },
  };
}

type Other = 'retags here' | 'pushes there';

/** Another client that gives `app:latest` to its own image. */
async function interfere(kind: Other): Promise<void> {
  if (kind === 'retags here') await docker('tag', foreign, `${registry.host}/app:latest`);
  else await registry.retag('app:foreign', 'app:latest');
}

interface Round {
  readonly built: Built;
  /** How many calls of docker have stood still. */
  readonly stops: number;
}

/** One build of an image of its own; at the given stop (from 1), somebody else acts. */
async function race(mark: string, stop: number, other: Other): Promise<Round> {
  const halting = haltingDocker();
  const building = startBuild({
    steps: {
      one: {
        run: { ...BASE, cmd: `echo ${mark} > /mark` },
        push: { repository: `${registry.host}/app`, tags: ['latest'] },
      },
    },
    arguments: ['--push', '-n', mark],
    env: { PATH: halting.path },
  });
  let hasEnded = false;
  void building.ended.then(() => (hasEnded = true));
  let stops = 0;
  for (;;) {
    const goOn = await eventually(() => halting.halted() ?? hasEnded, 30_000);
    if (typeof goOn === 'boolean') break;
    stops += 1;
    if (stops === stop) await interfere(other);
    goOn();
  }
  return { built: await building.built, stops };
}

/** What the registry has under the build's own tag, which nobody moves. */
async function ownDigest(mark: string): Promise<string | null> {
  const tag = (await registry.tagsOf('app')).find((one) => one.endsWith(`-${mark}`));
  return tag === undefined ? null : registry.digestOf(`app:${tag}`);
}

s(`is pushed with the image of the build, or the build says that it was overtaken, in ${ROUNDS} rounds`, async () => {
  const { stops, built } = await race('calm', 0, 'retags here');
  assert.is(built.exitCode, 0, built.stdout);
  assert.ok(stops >= 8, `only ${stops} stops`);
  const outcomes = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const other: Other = round % 2 === 0 ? 'retags here' : 'pushes there';
    const stop = 1 + (Math.floor(round / 2) % stops);
    const mark = `r${round}`;
    const { built: raced } = await race(mark, stop, other);
    const what = `round ${round}: somebody ${other} at stop ${stop}\n${raced.stdout}`;
    const [own, latest, theirs] = [
      await ownDigest(mark),
      await registry.digestOf('app:latest'),
      await registry.digestOf('app:foreign'),
    ];
    assert.is.not(own, theirs, what);
    if (raced.exitCode === 0) assert.is(latest, own, what);
    else assert.match(raced.stdout, /"[^"]+\/app:latest" was overtaken: /, what);
    const outcome = raced.exitCode === 0 ? 'pushed' : 'overtaken';
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  assert.is((outcomes.get('pushed') ?? 0) + (outcomes.get('overtaken') ?? 0), ROUNDS);
  assert.ok((outcomes.get('pushed') ?? 0) > 0 && (outcomes.get('overtaken') ?? 0) > 0, JSON.stringify([...outcomes]));
  // Here, since there are too many of them for the time that a process has to end.
  await removeNames(registry.host);
});

s.run();
