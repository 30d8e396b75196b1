/** Where a value stands in a text, and where what is in it stands. */
export interface Place {
  /** Offset of its key; the value's own where it has none. */
  readonly key: number;
  /** Offset of the value. */
  readonly value: number;
  /** Whether a caret under the value shows it whole enough: not so for nothing, and for what starts on a line below. */
  readonly isInline: boolean;
  /** The text of a scalar as it is written, quotes and escapes resolved; null for lists, maps and nothing. */
  readonly written: string | null;
  /** By key (of a list: by index). Found when they are asked for: most files have no problem to be located. */
  readonly children: () => Children;
}

export type Children = ReadonlyMap<string | number, Place>;

const NO_CHILDREN: Children = new Map();

/** Of what holds nothing. */
export function noChildren(): Children {
  return NO_CHILDREN;
}

/** The place that a path of keys leads to, or that of the nearest ancestor where it leads nowhere. */
export function findPlace(root: Place, path: readonly (string | number)[]): Place {
  let place = root;
  for (const part of path) {
    const child = place.children().get(part);
    if (child === undefined) return place;
    place = child;
  }
  return place;
}

/** The offset to point at when a value is spoken of. */
export function offsetOf(place: Place): number {
  return place.isInline ? place.value : place.key;
}

/** The place of a value that is not written: that of what stands before it. */
export function nowhere(at: number): Place {
  return { key: at, value: at, isInline: false, written: null, children: noChildren };
}
