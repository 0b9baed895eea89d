import type { Manifest } from '../rendering/helm.ts';

/** Where the models of an API group come from, if not from Kubernetes itself. */
const packages: Readonly<Record<string, string>> = {
  'argoproj.io': '@kubernetes-models/argo-cd',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

/** The models' maker takes a field of this name for what the schema says of itself, and drops it. */
const dropped = 'description';

interface Model {
  readonly prototype: { validate(this: unknown): void };
}

/**
 * What Kubernetes would not take of an object, or would silently leave out: wrong and missing
 * fields by its own schema, and fields that the schema does not know.
 */
export async function problems(manifest: Manifest): Promise<string[]> {
  const model = await modelOf(manifest);
  const watched = watch(manifest);
  const found: string[] = [];
  try {
    model.prototype.validate.call(watched.value);
  } catch (error) {
    found.push(error instanceof Error ? error.message : String(error));
  }
  return [...found, ...watched.unread().map((path) => `unknown field ${path}`)];
}

async function modelOf({ apiVersion, kind }: Manifest): Promise<Model> {
  const [group = ''] = apiVersion.split('/');
  const models = await import(`${packages[group] ?? 'kubernetes-models'}/${apiVersion}`);
  const model: Model | undefined = models[kind];
  if (!model) throw new Error(`No schema for ${apiVersion} ${kind}`);
  return model;
}

/** A value that notes what is read of it. */
interface Watched {
  readonly value: unknown;
  /** Paths that nobody asked for. */
  unread(): string[];
}

/**
 * The schema's validator asks an object for each field that it knows, so a field that it never asks
 * for is unknown to it. Where it lists the keys, any key will do; where it reads nothing at all, the
 * schema leaves the content open.
 */
function watch(value: unknown, path = ''): Watched {
  if (typeof value !== 'object' || value === null) return { value, unread: () => [] };
  const read = new Map<string, Watched>();
  let anyKey = Array.isArray(value);
  const proxy = new Proxy(value, {
    get(target, key) {
      const item: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol') return item;
      const known = read.get(key) ?? watch(item, `${path}/${key}`);
      read.set(key, known);
      return known.value;
    },
    ownKeys(target) {
      anyKey = true;
      return Reflect.ownKeys(target);
    },
  });
  return {
    value: proxy,
    unread() {
      const open = anyKey || read.size === 0;
      const own = Object.keys(value).filter((key) => !open && !read.has(key) && key !== dropped);
      const below = [...read.values()].flatMap((item) => item.unread());
      return [...own.map((key) => `${path}/${key}`), ...below];
    },
  };
}
