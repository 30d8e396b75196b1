import type { Context, WriteTemplate } from './template-context.ts';
import { undefinedOf, type TemplateObject, type TemplateValue } from './value.ts';

/** What a block as a value needs of its template. */
export interface UseBlock {
  /** Writes the block and gives its text. */
  readonly call: (write: WriteTemplate, context: Context) => TemplateValue;
  readonly asWriter: (value: TemplateObject) => TemplateObject;
}

/** `self`: the blocks of a template, to be called by name. */
export function selfValue(context: Context, use: UseBlock): TemplateObject {
  return {
    kind: 'object',
    name: '"self"',
    print: () => '<TemplateReference None>',
    attribute: (name) => blockValue({ name, context, use }, context.blocks.get(name) ?? [], 0),
  };
}

/** `super`: the block of that name in the template that this one extends. */
export function superValue(context: Context, name: string, current: WriteTemplate, use: UseBlock): TemplateValue {
  const blocks = context.blocks.get(name) ?? [];
  return blockValue({ name, context, use }, blocks, blocks.indexOf(current) + 1) ?? undefinedOf('super');
}

interface NamedBlock {
  readonly name: string;
  readonly context: Context;
  readonly use: UseBlock;
}

function blockValue(block: NamedBlock, blocks: readonly WriteTemplate[], depth: number): TemplateObject | undefined {
  const write = blocks[depth];
  if (write === undefined) return undefined;
  return block.use.asWriter({
    kind: 'object',
    name: `the block "${block.name}"`,
    attribute: (name) =>
      name === 'super' ? (blockValue(block, blocks, depth + 1) ?? undefinedOf('super')) : undefined,
    call: () => block.use.call(write, block.context),
  });
}
