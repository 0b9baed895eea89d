import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { Field, Fields, ResourceSchema, Shape } from './shape.ts';

const require = createRequire(import.meta.url);

/** Reads what a provider's package for Node declares of its resources: the same as its schema. */
export interface SdkReader {
  readonly version: string;
  /**
   * @param type - token, such as `aws:eks/nodeGroup:NodeGroup`
   * @throws Error for a type that the package does not have
   */
  resource(type: string): ResourceSchema;
}

/** @param name - of the provider, such as `aws`, whose package `@pulumi/aws` is installed */
export function readSdk(name: string): SdkReader {
  const directory = dirname(require.resolve(`@pulumi/${name}/package.json`));
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  let nested: ReadonlyMap<string, ts.InterfaceDeclaration> | undefined;
  const nestedTypes = () => {
    nested ??= interfacesOf(parse(join(directory, 'types', 'input.d.ts')));
    return nested;
  };
  return {
    version: String(version),
    resource(type) {
      const { file, declared } = place(type);
      const args = interfacesOf(parse(join(directory, file))).get(declared);
      if (!args) throw new Error(`@pulumi/${name} ${version} has no type ${type}`);
      const inputs = fieldsOf(args);
      const types: Record<string, Fields> = {};
      const wanted = namesIn(inputs);
      for (const wantedName of wanted) {
        const declaration = nestedTypes().get(wantedName);
        if (!declaration) throw new Error(`@pulumi/${name} ${version} declares no ${wantedName}`);
        const fields = fieldsOf(declaration);
        types[wantedName] = fields;
        for (const deeper of namesIn(fields)) wanted.add(deeper);
      }
      return { inputs, types };
    },
  };
}

/** Where the package declares the arguments of a type. */
function place(type: string): { readonly file: string; readonly declared: string } {
  const [, path = '', className = ''] = type.split(':');
  const file = path.startsWith('index/') ? path.slice('index/'.length) : path;
  return { file: `${file}.d.ts`, declared: `${className}Args` };
}

function parse(file: string): ts.SourceFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`There is no ${file}: the type is not one of the installed package`);
  }
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
}

/** Every interface of a file, those in a namespace by `namespace.Name`. */
function interfacesOf(source: ts.SourceFile): Map<string, ts.InterfaceDeclaration> {
  const found = new Map<string, ts.InterfaceDeclaration>();
  const visit = (statements: readonly ts.Statement[], prefix: string) => {
    for (const statement of statements) {
      if (ts.isInterfaceDeclaration(statement)) {
        found.set(`${prefix}${statement.name.text}`, statement);
      }
      if (ts.isModuleDeclaration(statement) && statement.body && ts.isModuleBlock(statement.body)) {
        visit(statement.body.statements, `${prefix}${statement.name.text}.`);
      }
    }
  };
  visit(source.statements, '');
  return found;
}

function fieldsOf(declaration: ts.InterfaceDeclaration): Fields {
  return Object.fromEntries(
    declaration.members.flatMap((member): [string, Field][] => {
      if (!ts.isPropertySignature(member) || !member.type) return [];
      const name = ts.isComputedPropertyName(member.name) ? '' : member.name.text;
      return [[name, { shape: shapeOf(member.type), required: !member.questionToken }]];
    }),
  );
}

function shapeOf(node: ts.TypeNode): Shape {
  if (ts.isArrayTypeNode(node)) return { kind: 'list', of: shapeOf(node.elementType) };
  if (ts.isParenthesizedTypeNode(node)) return shapeOf(node.type);
  if (ts.isUnionTypeNode(node)) return union(node.types.map(shapeOrNothing));
  if (ts.isTypeReferenceNode(node)) return reference(node);
  if (ts.isTypeLiteralNode(node)) {
    const [member] = node.members;
    if (member && ts.isIndexSignatureDeclaration(member)) {
      return { kind: 'map', of: shapeOf(member.type) };
    }
  }
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { kind: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { kind: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { kind: 'boolean' };
    default:
      return { kind: 'any' };
  }
}

function shapeOrNothing(node: ts.TypeNode): Shape | undefined {
  return node.kind === ts.SyntaxKind.UndefinedKeyword ? undefined : shapeOf(node);
}

function union(shapes: readonly (Shape | undefined)[]): Shape {
  const of = shapes.filter((shape) => shape !== undefined);
  const [only] = of;
  return only && of.length === 1 ? only : { kind: 'union', of };
}

/** `pulumi.Input<T>` is T; `inputs.x.Y` a nested type; an enumeration or a resource's id, a text. */
function reference(node: ts.TypeReferenceNode): Shape {
  const name = fullName(node.typeName);
  const [argument] = node.typeArguments ?? [];
  if (/^(pulumi\.)?(Input|Promise)$/.test(name) && argument) return shapeOf(argument);
  if (/^inputs\./.test(name)) return { kind: 'type', name: name.slice('inputs.'.length) };
  if (/^pulumi\./.test(name)) return { kind: 'any' };
  return { kind: 'string' };
}

function fullName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${fullName(name.left)}.${name.right.text}`;
}

/** The nested types that fields name. */
function namesIn(fields: Fields): Set<string> {
  const names = new Set<string>();
  const visit = (shape: Shape) => {
    if (shape.kind === 'type') names.add(shape.name);
    if (shape.kind === 'list' || shape.kind === 'map') visit(shape.of);
    if (shape.kind === 'union') shape.of.forEach(visit);
  };
  for (const { shape } of Object.values(fields)) visit(shape);
  return names;
}
