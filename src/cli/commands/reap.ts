import { helpFlag, versionFlag, type CommandDefinition } from '../command-line.ts';
import { fail, succeed, type Result } from '../../failure.ts';
import { switchFlag, wrongValue, type Flag, type FlagDescription } from '../flag.ts';
import type { ReapOptions } from '../options.ts';

const isDryRun = switchFlag({ long: 'dry-run', group: 'This command', help: 'only say what would be removed' });

const isAll = switchFlag({
  long: 'all',
  group: 'This command',
  help: 'also what belongs to builds that still run or that cannot be judged from here',
});

const labelDescription: FlagDescription = {
  long: 'label',
  placeholder: 'KEY[=VALUE]',
  group: 'This command',
  help: 'only what carries this label; may be repeated, then it must carry all',
};
const label: Flag<ReapOptions['labels']> = { ...labelDescription, absent: [], read: readLabelFilters };

/** Removes what dead builds have left. */
export const reapCommand: CommandDefinition = {
  name: 'reap',
  summary: 'remove what builds that were killed have left on the engine',
  description: ['Removes the containers, networks, volumes and images of builds that have ended without doing so.'],
  flags: [isDryRun, isAll, label, helpFlag, versionFlag],
  examples: ['buildrunner reap --dry-run', 'buildrunner reap --label team=web'],
  interpret: (reader) =>
    reader.finish({
      command: 'reap',
      options: { isDryRun: reader.take(isDryRun), isAll: reader.take(isAll), labels: reader.take(label) },
    }),
};

function readLabelFilters(texts: readonly string[]): Result<ReapOptions['labels']> {
  const nameless = texts.find((text) => text === '' || text.startsWith('='));
  if (nameless !== undefined) {
    return fail(wrongValue(labelDescription, nameless, 'a label without a key', ['KEY', 'KEY=VALUE']));
  }
  return succeed(texts.map(readLabelFilter));
}

function readLabelFilter(text: string): ReapOptions['labels'][number] {
  const at = text.indexOf('=');
  return at < 0 ? { key: text, value: null } : { key: text.slice(0, at), value: text.slice(at + 1) };
}
