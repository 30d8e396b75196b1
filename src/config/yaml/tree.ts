import { Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { ScalarToken } from './token.ts';

/** A scalar with its text; of quotes it is only kept that there were some. */
export function toScalar({ text, isPlain, start, end }: ScalarToken): Scalar {
  const node = new Scalar(text);
  node.source = text;
  node.type = isPlain ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
  node.range = [start, end, end];
  return node;
}

/** A value that is not written. */
export function toNothing(at: number): Scalar {
  const node = new Scalar('');
  node.source = '';
  node.type = Scalar.PLAIN;
  node.range = [at, at, at];
  return node;
}

/** A list without items. `isFlow`: in brackets. */
export function toList(start: number, isFlow: boolean): YAMLSeq {
  const list = new YAMLSeq();
  list.range = [start, start, start];
  if (isFlow) list.flow = true;
  return list;
}

/** A map without entries. */
export function toMap(start: number, isFlow: boolean): YAMLMap {
  const map = new YAMLMap();
  map.range = [start, start, start];
  if (isFlow) map.flow = true;
  return map;
}
