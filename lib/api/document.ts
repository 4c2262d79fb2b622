declare const shape: unique symbol

/** Text of one GraphQL operation, typed with its result and variables. */
export type Document<Result, Variables> = string & { readonly [shape]: (variables: Variables) => Result }
