import type { GenericSchema } from 'valibot';
import { keywordsOf, shapeOf } from './shape.ts';

/** What a schema accepts, in words: `a list of integers from 1 to 65535 or maps`. */
export function describeSchema(schema: GenericSchema): string {
  return describe(schema, 0);
}

/** The same of several such values. */
function describeSeveral(schema: GenericSchema): string {
  return describe(schema, 1);
}

/** One value and several, by the kind of the shape. */
const WORDS = {
  anything: ['any value', 'any values'],
  nothing: ['nothing', 'nothing'],
  text: ['a text', 'texts'],
  flag: ['true or false', 'true or false'],
  integer: ['an integer', 'integers'],
  number: ['a number', 'numbers'],
  list: ['a list', 'lists'],
  map: ['a map', 'maps'],
  section: ['a map', 'maps'],
} as const;

function describe(schema: GenericSchema, form: 0 | 1): string {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'integer':
      return WORDS.integer[form] + boundsOf(schema);
    case 'list':
      return `${WORDS.list[form]} of ${describeSeveral(shape.item)}`;
    case 'map':
      return `${WORDS.map[form]} of ${namesOf(shape.key)} to ${describeSeveral(shape.value)}`;
    case 'either':
      return [...new Set(shape.options.map((option) => describe(option, form)))].join(' or ');
    case 'anything':
    case 'nothing':
    case 'text':
    case 'flag':
    case 'number':
    case 'section':
      return WORDS[shape.kind][form];
    default:
      return shape satisfies never;
  }
}

function boundsOf(schema: GenericSchema): string {
  const { minimum, maximum } = keywordsOf(schema);
  if (typeof minimum !== 'number') return '';
  return typeof maximum === 'number' ? ` from ${minimum} to ${maximum}` : ` from ${minimum} up`;
}

function namesOf(key: GenericSchema): string {
  return shapeOf(key).kind === 'text' ? 'names' : describeSeveral(key);
}
