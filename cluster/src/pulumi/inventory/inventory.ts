import { mockResource } from '../../../../infra/recording/mock-outputs.ts';
import { conductOf } from '../replacements.ts';
import { isProperties, type Properties } from '../values.ts';
import type { AccountResource, ForeignResource, Operation } from './resources.ts';
import { holdersOf, made, refusal } from './rules-of-aws.ts';

/** What a service of AWS makes for real, beside what is written down here. */
export interface RealService {
  /**
   * @returns outputs, among them `id`, which go before those that are made up; nothing for what the
   * service does not make
   */
  create(
    inputs: Properties,
    physicalName: string,
  ): Promise<(Properties & { readonly id: string }) | undefined>;
  update?(id: string, inputs: Properties, olds: Properties): Promise<Properties>;
  delete?(id: string, inputs: Properties): Promise<void>;
}

/** A refusal on request, for tests. */
export interface Failure {
  readonly operation: Operation['operation'];
  readonly type: string;
  /** A part of the logical name; absent: any. */
  readonly name?: string;
  readonly times: number;
}

interface Entry extends AccountResource {
  /** By which what AWS would draw is made up. */
  readonly drawnFrom: string;
}

const logGroup = 'aws:cloudwatch/logGroup:LogGroup';

/**
 * An account of AWS as far as the provider sees it: what exists with its settings, what AWS refuses,
 * and what others have put there.
 */
export class Inventory {
  readonly #entries = new Map<string, Entry>();
  readonly #foreign = new Map<string, ForeignResource>();
  readonly #operations: Operation[] = [];
  readonly #failures: { failure: Failure; left: number }[] = [];
  readonly #services: Readonly<Record<string, RealService>>;

  /** @param services - by type, what is made for real as well */
  constructor(services: Readonly<Record<string, RealService>> = {}) {
    this.#services = services;
  }

  /** Everything of the stack, or everything of one type. */
  list(type?: string): AccountResource[] {
    return [...this.#entries.values()].filter((entry) => type === undefined || entry.type === type);
  }

  /** What has been done, in its order. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  get foreign(): readonly ForeignResource[] {
    return [...this.#foreign.values()];
  }

  /** Adds or changes a resource that no Pulumi program created. */
  addForeign(resource: ForeignResource): void {
    this.#foreign.set(`${resource.kind} ${resource.id}`, resource);
  }

  removeForeign({ kind, id }: Pick<ForeignResource, 'kind' | 'id'>): void {
    this.#foreign.delete(`${kind} ${id}`);
  }

  /** Makes AWS refuse requests, a given number of times. */
  failOn(failure: Failure): void {
    this.#failures.push({ failure, left: failure.times });
  }

  /** Changes a resource by hand, as somebody does at the console. @throws Error if there is none */
  change(type: string, id: string, change: Properties): void {
    const entry = this.#existing(type, id);
    const merged = (from: Properties) =>
      Object.fromEntries(
        Object.entries({ ...from, ...change }).map(([key, value]) => {
          const old = from[key];
          return [key, isProperties(value) && isProperties(old) ? { ...old, ...value } : value];
        }),
      );
    this.#put({ ...entry, inputs: merged(entry.inputs), outputs: merged(entry.outputs) });
  }

  /** Removes a resource by hand. @throws Error if there is none */
  remove(type: string, id: string): void {
    this.#existing(type, id);
    this.#entries.delete(key(type, id));
  }

  get(type: string, id: string): AccountResource | undefined {
    return this.#entries.get(key(type, id));
  }

  /** @throws Error in AWS's words: what is there already, what it does not take, what a test asked */
  async create(type: string, name: string, inputs: Properties): Promise<AccountResource> {
    this.#fail('create', type, name);
    refusal('create', type, inputs, {}, this);
    const { named } = conductOf(type);
    const physicalName = named === undefined ? name : String(inputs[named] ?? name);
    const service = this.#services[type];
    const { drawnFrom, id, state } = await this.#drawn(type, physicalName, inputs);
    const real = await service?.create(inputs, physicalName);
    const entry: Entry = {
      type,
      name,
      inputs,
      drawnFrom,
      id: real?.id ?? id,
      outputs: { ...state, ...(named !== undefined && { [named]: physicalName }), ...real },
    };
    this.#put(entry);
    if (type === logGroup) this.removeForeign({ kind: 'log group', id: entry.id });
    this.#note('create', entry);
    return entry;
  }

  /** @throws Error in AWS's words, as for a resource that is not there */
  async update(type: string, id: string, inputs: Properties): Promise<AccountResource> {
    const entry = this.#existing(type, id);
    this.#fail('update', type, entry.name);
    refusal('update', type, inputs, entry.inputs, this);
    const { state } = await mockResource(mockArgs(type, entry.drawnFrom, inputs));
    const real = await this.#services[type]?.update?.(id, inputs, entry.inputs);
    const gone = Object.keys(entry.inputs).filter((key) => !Object.hasOwn(inputs, key));
    const kept = Object.fromEntries(
      Object.entries(entry.outputs).filter(([key]) => !gone.includes(key)),
    );
    // What the service itself answered at first goes before what is made up now.
    const drawn = Object.fromEntries(Object.entries(state).filter(([key]) => !(key in kept)));
    const updated = {
      ...entry,
      inputs,
      outputs: { ...kept, ...drawn, ...inputs, ...made(type, kept), ...real },
    };
    this.#put(updated);
    this.#note('update', updated);
    return updated;
  }

  /** What is not there is fine. @throws Error in AWS's words while something else needs it */
  async delete(type: string, id: string): Promise<void> {
    const entry = this.#entries.get(key(type, id));
    if (!entry) return;
    this.#fail('delete', type, entry.name);
    const holders = holdersOf(entry, this);
    if (holders.length > 0) {
      throw new Error(`DependencyViolation: ${id} has dependencies: ${holders.join(', ')}`);
    }
    await this.#services[type]?.delete?.(id, entry.inputs);
    this.#entries.delete(key(type, id));
    this.#note('delete', entry);
    if (type === logGroup && this.#writesTo(id)) this.addForeign({ kind: 'log group', id });
  }

  /** EKS and Lambda make their log groups again when they write. */
  #writesTo(group: string): boolean {
    return (
      this.list('aws:eks/cluster:Cluster').some(({ id }) => group === `/aws/eks/${id}/cluster`) ||
      this.list('aws:lambda/function:Function').some(({ id }) => group === `/aws/lambda/${id}`)
    );
  }

  /**
   * What AWS would draw at random is made from the name; where that is in use, from another.
   *
   * @throws Error where it is not drawn but named, and the name is in use
   */
  async #drawn(type: string, physicalName: string, inputs: Properties) {
    for (let attempt = 1; ; attempt++) {
      const drawnFrom = attempt === 1 ? physicalName : `${physicalName} ${attempt}`;
      const { id, state } = await mockResource(mockArgs(type, drawnFrom, inputs));
      if (!this.#entries.has(key(type, id))) return { drawnFrom, id, state };
      const other = await mockResource(mockArgs(type, `${drawnFrom} again`, inputs));
      if (other.id === id || conductOf(type).named !== undefined) {
        throw new Error(`AlreadyExistsException: there is a ${type} ${id} already`);
      }
    }
  }

  #put(entry: Entry): void {
    this.#entries.set(key(entry.type, entry.id), entry);
  }

  #existing(type: string, id: string): Entry {
    const entry = this.#entries.get(key(type, id));
    if (!entry) throw new Error(`ResourceNotFoundException: there is no ${type} ${id}`);
    return entry;
  }

  #fail(operation: Operation['operation'], type: string, name: string): void {
    const found = this.#failures.find(
      ({ failure, left }) =>
        left > 0 &&
        failure.operation === operation &&
        failure.type === type &&
        name.includes(failure.name ?? ''),
    );
    if (!found) return;
    found.left -= 1;
    throw new Error(`ServiceUnavailable: ${operation} of ${name} is refused on request`);
  }

  #note(operation: Operation['operation'], { type, id, name }: Entry): void {
    this.#operations.push({ operation, type, id, name, at: Date.now() });
  }
}

const key = (type: string, id: string) => `${type} ${id}`;

function mockArgs(type: string, name: string, inputs: Properties) {
  return { type, name, inputs: { ...inputs }, custom: true };
}
