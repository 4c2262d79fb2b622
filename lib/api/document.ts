declare const shape: unique symbol

/** Text of one GraphQL operation that knows the types of its answer and of its variables. */
export type Document<Result, Variables> = string & { readonly [shape]: (variables: Variables) => Result }
