/** A platform by its parts, in the spelling that docker gives them. */
interface Platform {
  readonly system: string;
  readonly architecture: string;
  /** Empty: the only one, or the usual one. */
  readonly variant: string;
}

/** What `uname -m` and people call an architecture, and what docker does. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  armv8l: 'arm64',
  i386: '386',
  i686: '386',
  armhf: 'arm/v7',
  armv7l: 'arm/v7',
  armel: 'arm/v6',
  armv6l: 'arm/v6',
};

/** Variants that go without saying. */
const USUAL: Readonly<Record<string, string>> = { arm64: 'v8', arm: 'v7', amd64: 'v1' };

function readPlatform(text: string): Platform {
  const words = text.trim().toLowerCase().split('/');
  const [system = '', ...rest] = words.length === 1 ? ['linux', ...words] : words;
  const [architecture = '', variant = ''] = rest.flatMap((word) => (ARCHITECTURES[word] ?? word).split('/'));
  return { system, architecture, variant: variant === USUAL[architecture] ? '' : variant };
}

/** A platform in one spelling: `linux/arm64/v8` and `linux/aarch64` are `linux/arm64`. */
export function toPlainPlatform(text: string): string {
  const { system, architecture, variant } = readPlatform(text);
  return [system, architecture, ...(variant === '' ? [] : [variant])].join('/');
}

/**
 * Which of several platforms an engine's own programs are for: the same, else the first that is for the same kind of
 * processor; undefined: none.
 */
export function ownAmong<Item>(items: readonly Item[], engine: string, platformOf: (item: Item) => string) {
  const own = readPlatform(engine);
  const same = items.find((item) => toPlainPlatform(platformOf(item)) === toPlainPlatform(engine));
  return (
    same ??
    items.find((item) => {
      const { system, architecture } = readPlatform(platformOf(item));
      return system === own.system && architecture === own.architecture;
    })
  );
}

/** Each platform once, by its first spelling: `linux/arm64` and `linux/arm64/v8` are the same to docker. */
export function distinctPlatforms(platforms: readonly string[]): readonly string[] {
  const plain = platforms.map(toPlainPlatform);
  return platforms.filter((_, index) => plain.indexOf(plain[index] ?? '') === index);
}
