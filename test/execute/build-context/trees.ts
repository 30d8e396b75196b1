/**
 * A build context with what is laid over it. A file is named by its path; a path that ends in `/` is an empty folder,
 * `link -> target` a link, `#!path` an executable file. Each file holds where it comes from: `context a`, `project b`.
 */
export interface Tree {
  readonly what: string;
  /** In the folder of `path`. */
  readonly context: readonly string[];
  /** In the build directory. */
  readonly project: readonly string[];
  readonly inject: readonly (readonly [string, string])[];
  /** What the context holds then, beside and over what it held: a path, and the file of the project that it is. */
  readonly added: Readonly<Record<string, string>>;
  /** What of the context has given way. */
  readonly replaced?: readonly string[];
  readonly dockerignore?: string;
}

const BASE = { context: ['a', 'sub/b'], project: ['one', 'two', 'dir/x', 'dir/deep/y'] } as const;

export const TREES: readonly Tree[] = [
  { ...BASE, what: 'a file by a new name', inject: [['one', 'new']], added: { new: 'one' } },
  { ...BASE, what: 'a file into a folder', inject: [['one', 'sub/']], added: { 'sub/one': 'one' } },
  { ...BASE, what: 'a file into a folder that is not there', inject: [['one', 'n/m/']], added: { 'n/m/one': 'one' } },
  { ...BASE, what: 'a file into the root', inject: [['one', '.']], added: { one: 'one' } },
  { ...BASE, what: 'a file without a destination', inject: [['one', '']], added: { one: 'one' } },
  { ...BASE, what: 'a destination with a leading slash', inject: [['one', '/etc/one']], added: { 'etc/one': 'one' } },
  { ...BASE, what: 'a destination with points', inject: [['one', './n/../m/.']], added: { 'm/one': 'one' } },
  { ...BASE, what: 'a file over a file', inject: [['one', 'a']], added: { a: 'one' } },
  { ...BASE, what: 'a file over a folder', inject: [['one', 'sub']], added: { sub: 'one' }, replaced: ['sub/b'] },
  {
    ...BASE,
    what: 'several files',
    inject: [
      ['t*', 'n'],
      ['o*', 'm'],
    ],
    added: { n: 'two', m: 'one' },
  },
  { ...BASE, what: 'several files into one', inject: [['[ot]*', 'n']], added: { 'n/one': 'one', 'n/two': 'two' } },
  {
    ...{ ...BASE, what: 'files of two folders with one name', project: ['p/f', 'q/f'] },
    ...{ inject: [['?/f', 'n']], added: { 'n/f': 'q/f' } },
  },
  {
    ...{ ...BASE, what: 'a folder by a new name', inject: [['dir', 'new']] },
    added: { 'new/x': 'dir/x', 'new/deep/y': 'dir/deep/y' },
  },
  {
    ...{ ...BASE, what: 'a folder into a folder', inject: [['dir', 'new/']] },
    added: { 'new/dir/x': 'dir/x', 'new/dir/deep/y': 'dir/deep/y' },
  },
  {
    ...{ ...BASE, what: 'a folder into the root', inject: [['dir', '.']] },
    added: { 'dir/x': 'dir/x', 'dir/deep/y': 'dir/deep/y' },
  },
  {
    ...{ ...BASE, what: 'a folder without a destination', inject: [['dir', '']] },
    added: { x: 'dir/x', 'deep/y': 'dir/deep/y' },
  },
  { ...BASE, what: 'a folder merged with one', inject: [['dir/deep', 'sub']], added: { 'sub/y': 'dir/deep/y' } },
  {
    ...{ ...BASE, what: 'a folder over a file', inject: [['dir/deep', 'a']] },
    ...{ added: { 'a/y': 'dir/deep/y' }, replaced: ['a'] },
  },
  {
    ...{
      ...BASE,
      what: 'later over earlier',
      inject: [
        ['one', 'n'],
        ['two', 'n'],
      ],
    },
    added: { n: 'two' },
  },
  {
    ...BASE,
    what: 'the same file twice',
    inject: [
      ['one', 'n/'],
      ['on?', 'm/'],
    ],
    added: { 'n/one': 'one', 'm/one': 'one' },
  },
  {
    ...{ ...BASE, what: 'hidden files of a folder, but of no pattern', project: ['d/.h', 'd/v'] },
    ...{
      inject: [
        ['d', 'all'],
        ['d/*', 'some/'],
      ],
      added: { 'all/.h': 'd/.h', 'all/v': 'd/v', 'some/v': 'd/v' },
    },
  },
  {
    ...{ ...BASE, what: 'an executable file and a link', project: ['#!run', 'd/f', 'd/l -> f', 'top -> one', 'one'] },
    inject: [
      ['run', 'bin/'],
      ['d', 'd'],
      ['top', 't'],
    ],
    added: { '#!bin/run': '#!run', 'd/f': 'd/f', 'd/l -> f': '', t: 'one' },
  },
  {
    ...{
      ...BASE,
      what: 'links of the context, kept',
      context: ['a', 'sub/b', 'l -> a', 'none -> nowhere', 's -> sub'],
    },
    ...{ inject: [['one', 'n']], added: { n: 'one' } },
  },
  {
    ...{ ...BASE, what: 'a file through a link within the context', context: ['sub/b', 's -> sub'] },
    ...{ inject: [['one', 's/']], added: { 'sub/one': 'one' } },
  },
  {
    ...{ ...BASE, what: 'a file over a link', context: ['a', 'l -> a'], inject: [['one', 'l']] },
    ...{ added: { l: 'one' }, replaced: ['l -> a'] },
  },
  {
    ...{ ...BASE, what: 'empty folders and names with blanks', context: ['e/', 'b b'], project: ['x y/f f', 'x y/z/'] },
    ...{ inject: [['x y', 'to here']], added: { 'to here/f f': 'x y/f f', 'to here/z/': '' } },
  },
  {
    ...{
      ...BASE,
      what: 'a .dockerignore of the context, which counts for what is injected',
      dockerignore: '*.log\nsub\n',
    },
    ...{ context: ['a', 'a.log', 'sub/b'], project: ['i.log', 'i'] },
    ...{
      inject: [
        ['i*', 'n'],
        ['i', 'sub/'],
      ],
      added: { 'n/i.log': 'i.log', 'n/i': 'i', 'sub/i': 'i' },
    },
  },
  {
    ...{ ...BASE, what: 'exceptions in a .dockerignore', dockerignore: '# all\n*\n!n\nn/deep\n!**/kept\n' },
    ...{ context: ['a', 'x/kept'], project: ['d/f', 'd/deep/g', 'd/deep/kept'] },
    ...{ inject: [['d', 'n']], added: { 'n/f': 'd/f', 'n/deep/g': 'd/deep/g', 'n/deep/kept': 'd/deep/kept' } },
  },
  {
    ...{ ...BASE, what: 'wildcards in a .dockerignore', dockerignore: '**/*.o\n/sub/?\n  spaced  \nn/../m\n' },
    ...{ context: ['a.o', 'sub/b', 'sub/bb', 'spaced'], project: ['f.o', 'f.c'] },
    ...{
      inject: [
        ['f.*', 'n/'],
        ['f.c', 'm'],
      ],
      added: { 'n/f.o': 'f.o', 'n/f.c': 'f.c', m: 'f.c' },
    },
  },
  {
    ...{
      ...BASE,
      what: 'an ignored link and an ignored .dockerignore',
      dockerignore: 'l\n.dockerignore\nDockerfile\n',
    },
    ...{ context: ['a', 'l -> a', '.git/config'], inject: [['dir', 'l2']] },
    added: { 'l2/x': 'dir/x', 'l2/deep/y': 'dir/deep/y' },
  },
  {
    ...{
      ...BASE,
      what: 'no context at all',
      context: [],
      inject: [
        ['dir/*', 'n'],
        ['one', 'n/'],
      ],
    },
    added: { 'n/x': 'dir/x', 'n/deep/y': 'dir/deep/y', 'n/one': 'one' },
  },
];
