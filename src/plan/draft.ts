import type { Diagnostic } from '../config/diagnostic.ts';
import type { ImageListing, Operation, OperationId, Labels, PlatformImage } from './operation.ts';
import type { PlanInput } from './input.ts';
import { commonVariables } from './run/environment.ts';

/** Roles of what we make, as the label `buildrunner.role` says them. */
export type Role = 'source' | 'step' | 'service' | 'scanner' | 'network';

/** A part of a name that stays as it is. */
const PLAIN_NAME = /^[A-Za-z0-9_]{1,40}$/;

/** An image that a step has given a name of the user's. */
export interface TaggedImage {
  /** The name that this build alone has for it, which nobody else moves. */
  readonly image: string;
  /** The same for each platform that it was built for; empty: it was built for none by name. */
  readonly parts: readonly PlatformImage[];
  /** The operation that tagged it. */
  readonly tagged: OperationId;
  readonly step: string;
  /** What artifacts.json says of it in that repository; null: it was not tagged for a push. */
  readonly listing: ImageListing | null;
}

const OWN_LABEL = /^buildrunner\.(?:build|owner|step|role)$/;

/**
 * A plan while it is being made: operations in the order they are added, problems found on the way, and what the steps
 * share. An operation may only name operations that stand before it.
 */
export class Draft {
  readonly input: PlanInput;
  readonly operations: Operation[] = [];
  readonly problems: Diagnostic[] = [];
  /** References that steps of this build have tagged, whole, and the image that each has got last. */
  readonly #tagged = new Map<string, TaggedImage>();
  /** The operations of each step (null: of none) by id: ids begin with the step's name, which has no `/`. */
  readonly #ofStep = new Map<string | null, Map<OperationId, Operation>>();
  /** What each name was given to. */
  readonly #names = new Map<string, string>();
  /** What every container of the build gets in its environment. */
  readonly commonVariables: readonly (readonly [string, string | null])[];
  readonly #userLabels: readonly (readonly [string, string])[];

  constructor(input: PlanInput) {
    this.input = input;
    this.commonVariables = commonVariables(input);
    this.#userLabels = [...input.flags.containerLabels].filter(([key]) => !OWN_LABEL.test(key));
  }

  get buildId(): string {
    return this.input.facts.identity.buildId;
  }

  /** Adds an operation and returns its id: a number is added to one that is taken (a port that is waited for twice). */
  add(operation: Operation): OperationId {
    const others = this.#operationsOf(operation.step);
    let id = operation.id;
    for (let number = 2; others.has(id); number += 1) id = `${operation.id} #${number}`;
    const added = id === operation.id ? operation : { ...operation, id };
    this.operations.push(added);
    others.set(id, added);
    return id;
  }

  /** The image of this build that a reference means now; undefined: none of its steps has tagged it. */
  taggedAs(reference: string): TaggedImage | undefined {
    return this.hasTags ? this.#tagged.get(toWholeName(reference)) : undefined;
  }

  /** Notes that an operation gives an image of this build a name of the user's. */
  noteTag(reference: string, made: TaggedImage): void {
    this.#tagged.set(toWholeName(reference), made);
  }

  /** What has got a name so far, by that name. */
  get named(): (readonly [string, TaggedImage])[] {
    return [...this.#tagged];
  }

  /** Whether anything has got a name yet. */
  get hasTags(): boolean {
    return this.#tagged.size > 0;
  }

  /** Adds it unless one of that id is there already (an image that several steps pull). */
  addOnce(operation: Operation): OperationId {
    return this.#operationsOf(operation.step).has(operation.id) ? operation.id : this.add(operation);
  }

  /** A step's operations so far, in their order; null: those that belong to no step. */
  operationsOf(step: string | null): readonly Operation[] {
    return [...this.#operationsOf(step).values()];
  }

  /** The ids of a step's operations so far. */
  idsOf(step: string): OperationId[] {
    return [...this.#operationsOf(step).keys()];
  }

  #operationsOf(step: string | null): Map<OperationId, Operation> {
    let operations = this.#ofStep.get(step);
    if (operations === undefined) {
      operations = new Map();
      this.#ofStep.set(step, operations);
    }
    return operations;
  }

  problem(path: readonly (string | number)[], message: string, next?: string): void {
    this.problems.push(this.input.buildFile.problemAt(path, message, next));
  }

  /** A number that is always the same for a text in this build, and another one in others: for a choice among several. */
  lot(text: string): number {
    return Number.parseInt(fingerprint(`${this.buildId} ${text}`), 36);
  }

  /** `<build id>-<part>-<part>`, fit for the name of anything docker knows; other parts never have the same name. */
  name(...parts: readonly string[]): string {
    return this.#claim([this.buildId, ...parts.map(toNamePart)].join('-'), parts);
  }

  /** The name of an image of this build alone; its owner can be told from it, since labels would stay in the image. */
  imageName(...parts: readonly string[]): string {
    const path = this.#claim(`${this.buildId}/${parts.map(toPathPart).join('-')}`, parts);
    return `buildrunner.local/${path}:${this.input.facts.identity.owner}`;
  }

  /** The name itself, unless it was given to other parts: `a-b` and `c`, or `a` and `b-c`. */
  #claim(name: string, parts: readonly string[]): string {
    const holder = parts.join('\0');
    const known = this.#names.get(name);
    if (known === holder) return name;
    const own = known === undefined ? name : `${name}.${fingerprint(JSON.stringify(parts))}`;
    this.#names.set(own, holder);
    return own;
  }

  /** The labels by which everything of ours is found again, and the user's own, which cannot take their place. */
  labels(step: string | null, role: Role): Labels {
    const { identity } = this.input.facts;
    return new Map([
      ['buildrunner.build', identity.buildId],
      ['buildrunner.owner', identity.owner],
      ...(step === null ? [] : [['buildrunner.step', step] as const]),
      ['buildrunner.role', role],
      ...this.#userLabels,
    ]);
  }
}

/** One name for all spellings that docker takes for the same image: `busybox` is `docker.io/library/busybox:latest`. */
function toWholeName(image: string): string {
  const name = image.toLowerCase().replace(/^(?:index\.)?docker\.io\//, '');
  const tagged = /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
  return tagged.replace(/^library\/(?=[^/]*$)/, '');
}

/**
 * Letters, digits, `_`, `.` and `-`; what was cut or replaced is told apart by a number made of the whole text, so that
 * two names never become one.
 */
function toNamePart(text: string): string {
  if (PLAIN_NAME.test(text)) return text;
  return distinct(text.replaceAll(/[^A-Za-z0-9_.]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, ''), text);
}

/** The same for the path of an image, which docker wants in small letters and never with two `_` or `.` side by side. */
function toPathPart(text: string): string {
  return distinct(
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, ''),
    text,
  );
}

function distinct(safe: string, text: string): string {
  const short = safe.slice(0, 40).replace(/-$/, '');
  return short === text ? short : `${short}${short === '' ? '' : '.'}${fingerprint(text)}`;
}

/** FNV-1a of the text's code units, 32 bits in base 36. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(36);
}
