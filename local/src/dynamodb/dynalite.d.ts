/** The parts of dynalite 4 that {@link DynaliteEngine} is built from; the package has no types. */

declare module 'dynalite/db/index.js' {
  interface Db {
    create(options: {
      path?: string;
      createTableMs: number;
      deleteTableMs: number;
      updateTableMs: number;
    }): import('./dynalite-store.ts').Store;
  }
  const db: Db;
  export = db;
}

declare module 'dynalite/validations/index.js' {
  interface Validations {
    /** @throws an error with `statusCode` and `body` */
    checkTypes(input: Record<string, unknown>, types: unknown): Record<string, unknown>;
    /** @throws an error with `statusCode` and `body` */
    checkValidations(
      input: Record<string, unknown>,
      types: unknown,
      custom: unknown,
      store: import('./dynalite-store.ts').Store,
    ): void;
  }
  const validations: Validations;
  export = validations;
}
