import { takeArguments, textArgument } from '../arguments.ts';
import { datePartsOf } from '../date.ts';
import { formatDate } from '../format/date.ts';
import type { Method, MethodTable } from './method.ts';

/** The methods of dates, and of dates with time. */
export const DATE_METHODS: MethodTable<string> = new Map<string, Method<string>>([
  [
    'strftime',
    (self, given) => {
      const [format] = takeArguments('strftime', given, 1);
      return formatDate(self, textArgument('strftime', format, given.at), given.at);
    },
  ],
  ['isoformat', (self) => self.replace(' ', 'T')],
  ['weekday', (self) => (dayOfWeek(self) + 6) % 7],
  ['isoweekday', (self) => dayOfWeek(self) || 7],
  ['date', (self) => ({ kind: 'date', text: self.slice(0, 10) })],
]);

/** 0 for Sunday. */
function dayOfWeek(text: string): number {
  const parts = datePartsOf(text);
  return parts === null ? 0 : new Date(Date.UTC(parts.year, parts.month - 1, parts.day)).getUTCDay();
}
