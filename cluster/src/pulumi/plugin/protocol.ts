import type { Properties } from '../values.ts';

/** A resource as the engine speaks of it to a provider. */
export interface Addressed {
  /** Token, such as `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Logical name, of the program. */
  readonly name: string;
  readonly urn: string;
}

export interface CheckRequest extends Addressed {
  /** Inputs of the last time, checked; empty for what is not there yet. */
  readonly olds: Properties;
  readonly news: Properties;
}

export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

export interface DiffRequest extends Addressed {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly news: Properties;
}

export interface DiffAnswer {
  /** Dotted paths of what differs. */
  readonly changes: readonly string[];
  /** Those of them that another resource is made for. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface CreateRequest extends Addressed {
  readonly inputs: Properties;
  readonly preview: boolean;
}

export interface CreateAnswer {
  /** Empty in a preview. */
  readonly id: string;
  readonly outputs: Properties;
}

export interface UpdateRequest extends Addressed {
  readonly id: string;
  /** Outputs of the last time. */
  readonly olds: Properties;
  readonly oldInputs: Properties;
  readonly news: Properties;
  readonly preview: boolean;
}

export interface ReadRequest extends Addressed {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface ReadAnswer {
  /** Absent where there is none any more. */
  readonly id?: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface DeleteRequest extends Addressed {
  readonly id: string;
  readonly outputs: Properties;
}

export interface InvokeRequest {
  readonly token: string;
  readonly args: Properties;
}

/** What a stand-in provider does, in the words of Pulumi's provider protocol. */
export interface StandIn {
  readonly version: string;
  check(request: CheckRequest): Promise<CheckAnswer>;
  diff(request: DiffRequest): Promise<DiffAnswer>;
  create(request: CreateRequest): Promise<CreateAnswer>;
  read(request: ReadRequest): Promise<ReadAnswer>;
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  /** @throws Error for a look-up that it knows no answer to */
  invoke(request: InvokeRequest): Promise<Properties>;
}

export type StandInMethod = Exclude<keyof StandIn, 'version'>;

/** Where a plugin finds the stand-ins, by environment: `http://127.0.0.1:<port>/<secret>`. */
export const standInsVariable = 'TIDECAST_STAND_INS';
