import type { Properties } from '../values.ts';

/** A resource that the stack has in the account. */
export interface AccountResource {
  readonly type: string;
  /** What AWS calls it. */
  readonly id: string;
  /** Its logical name in the program. */
  readonly name: string;
  /** Without Pulumi's wrappers: secrets in clear, outputs resolved. */
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What is in the account though no program of Pulumi made it, such as a load balancer. */
export interface ForeignResource {
  readonly kind: 'load balancer' | 'DNS record' | 'volume' | 'node' | 'log group' | 'other';
  readonly id: string;
  /** Ids of what cannot be deleted while this is here, such as its VPC, its zone, its certificate. */
  readonly uses?: readonly string[];
}

export interface Operation {
  readonly operation: 'create' | 'update' | 'delete';
  readonly type: string;
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}
