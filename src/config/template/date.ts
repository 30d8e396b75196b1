/** The parts of a date or of a date with time, as Python prints it. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Null for a date without time. */
  readonly time: TimeParts | null;
}

export interface TimeParts {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Seconds east of Greenwich; null where no zone is given. */
  readonly offset: number | null;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([-+])(\d\d):(\d\d)(?::(\d\d))?)?)?$/;

/** Takes a printed date apart; null where it is none. */
export function datePartsOf(text: string): DateParts | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const numberAt = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day] = [numberAt(1), numberAt(2), numberAt(3)];
  if (match[4] === undefined) return { year, month, day, time: null };
  const size = numberAt(9) * 3600 + numberAt(10) * 60 + numberAt(11);
  const offset = match[8] === undefined ? null : match[8] === '-' ? -size : size;
  const microsecond = Number((match[7] ?? '').padEnd(6, '0'));
  return {
    year,
    month,
    day,
    time: { hour: numberAt(4), minute: numberAt(5), second: numberAt(6), microsecond, offset },
  };
}

/** A date as Python's `repr` writes it. */
export function dateRepresentation(text: string): string {
  const parts = datePartsOf(text);
  if (parts === null) return text;
  const { year, month, day, time } = parts;
  if (time === null) return `datetime.date(${year}, ${month}, ${day})`;
  const { hour, minute, second, microsecond, offset } = time;
  const fraction = microsecond === 0 ? [] : [microsecond];
  const seconds = second === 0 && microsecond === 0 ? [] : [second, ...fraction];
  const zone = offset === null ? [] : [`tzinfo=${zoneRepresentation(offset)}`];
  return `datetime.datetime(${[year, month, day, hour, minute, ...seconds, ...zone].join(', ')})`;
}

function zoneRepresentation(offset: number): string {
  if (offset === 0) return 'datetime.timezone.utc';
  const [days, seconds] = offset < 0 ? ['days=-1, ', offset + 86_400] : ['', offset];
  return `datetime.timezone(datetime.timedelta(${days}seconds=${seconds}))`;
}
