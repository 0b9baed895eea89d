/**
 * What @peculiar/x509 wants of `Reflect` when it is loaded: notes that its decorators put on classes.
 * Import this before it.
 */
const notes = new WeakMap<object, Map<unknown, unknown>>();

const ownMetadata = (key: unknown, target: object) => notes.get(target)?.get(key);

Object.assign(Reflect, {
  getOwnMetadata: ownMetadata,
  getMetadata(key: unknown, target: object): unknown {
    for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
      const found = ownMetadata(key, at);
      if (found !== undefined) return found;
    }
    return undefined;
  },
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const own = notes.get(target) ?? new Map<unknown, unknown>();
    notes.set(target, own.set(key, value));
  },
});
