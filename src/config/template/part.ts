import type { OutputMark } from './line-map.ts';

/** What a piece of a template wrote, and where it comes from. */
export interface Part {
  readonly text: string;
  readonly marks: readonly OutputMark[];
}

export const NOTHING: Part = { text: '', marks: [] };
