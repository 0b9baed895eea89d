/** What a value of a resource's inputs may be, as the provider's SDK declares it. */
export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'any' }
  | { readonly kind: 'list' | 'map'; readonly of: Shape }
  | { readonly kind: 'union'; readonly of: readonly Shape[] }
  /** One of the package's nested types, by its full name, such as `eks.NodeGroupLaunchTemplate`. */
  | { readonly kind: 'type'; readonly name: string };

export interface Field {
  readonly shape: Shape;
  readonly required: boolean;
}

export type Fields = Readonly<Record<string, Field>>;

/** The inputs of a resource, and every nested type that they name, directly or not. */
export interface ResourceSchema {
  readonly inputs: Fields;
  readonly types: Readonly<Record<string, Fields>>;
}
