import { readArguments } from '../arguments.ts';
import { getItem } from '../access.ts';
import { toMarkup } from '../html.ts';
import { toText } from '../print.ts';
import { isInteger, isMarkup, isUndefined, textOf, type Arguments, type TemplateValue } from '../value.ts';

/** What a filter makes of the value before it. */
export type Filter = (value: TemplateValue, given: Arguments) => TemplateValue;

/** Filters by name. */
export type FilterTable = ReadonlyMap<string, Filter>;

/** A filter without arguments. */
export function plain(name: string, make: (value: TemplateValue, at: number) => TemplateValue): Filter {
  return (value, given) => {
    readArguments(name, given, []);
    return make(value, given.at);
  };
}

/** A filter without arguments that changes a text; what is safe in HTML stays so. */
export function ofText(name: string, change: (text: string) => string): Filter {
  return (value, given) => {
    readArguments(name, given, []);
    return likeText(value, change(toText(value, given.at)));
  };
}

/** A text that is as safe in HTML as the one that it was made of. */
export function likeText(value: TemplateValue, text: string): TemplateValue {
  return isMarkup(value) ? toMarkup(text) : text;
}

/** Finds something in an item: what `attribute="a.b.0"` stands for. */
export type Getter = (item: TemplateValue) => TemplateValue;

/** The getter of an attribute; of the item itself where there is none. `otherwise` stands for what is not there. */
export function getterOf(attribute: TemplateValue | undefined, at: number, otherwise: TemplateValue = null): Getter {
  const path = pathOf(attribute ?? null);
  return (item) => {
    let found = item;
    for (const part of path) {
      found = getItem(found, part, at);
      if (otherwise !== null && isUndefined(found)) found = otherwise;
    }
    return found;
  };
}

function pathOf(attribute: TemplateValue): readonly TemplateValue[] {
  if (attribute === null) return [];
  const text = textOf(attribute);
  if (text === null) return [attribute];
  return text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The getters of several attributes, `"a,b.c"`; of the item itself where there is none. */
export function gettersOf(attribute: TemplateValue | undefined, at: number): readonly Getter[] {
  const text = attribute === undefined || isInteger(attribute) ? null : textOf(attribute);
  return text === null ? [getterOf(attribute, at)] : text.split(',').map((part) => getterOf(part, at));
}

/** Texts without regard to the size of their letters, anything else as it is. */
export function ignoreCase(value: TemplateValue): TemplateValue {
  return textOf(value)?.toLowerCase() ?? value;
}
