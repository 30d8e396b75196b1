import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A text of a source file, as its parts between what is put in. */
export type Sentence = readonly string[];

/** The syntax tree of a source file. */
export function parseSource(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
}

/** All texts within a node, but those of imports and of nodes that are left out. */
export function textsIn(node: ts.Node, isLeftOut: (inner: ts.Node) => boolean = () => false): Sentence[] {
  const texts: Sentence[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isImportDeclaration(inner) || isLeftOut(inner)) return;
    if (ts.isStringLiteralLike(inner)) texts.push([inner.text]);
    if (ts.isTemplateExpression(inner)) {
      texts.push([inner.head.text, ...inner.templateSpans.map(({ literal }) => literal.text)]);
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return texts;
}

/** All nodes within a node of the kind that `is` tells. */
export function nodesIn<Kind extends ts.Node>(node: ts.Node, is: (inner: ts.Node) => inner is Kind): Kind[] {
  const nodes: Kind[] = [];
  const visit = (inner: ts.Node): void => {
    if (is(inner)) nodes.push(inner);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return nodes;
}

/** Whether a text has several words. */
export function isSentence(parts: Sentence): boolean {
  return /\w \w/.test(parts.join(''));
}

/** Finds a text whatever has been put in. */
export function sentencePattern(parts: Sentence): RegExp {
  return new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'));
}
