import type { EdgeOrigin } from '@tidecast/platform/delivery/behaviours';
import type { Freshness } from './freshness.ts';

/** How the edge caches the answers of a behaviour. */
export type CachePolicyPlan = ApiCaching | ObjectCaching;

export interface ApiCaching {
  readonly kind: 'api';
}

export interface ObjectCaching {
  readonly kind: 'object';
  readonly origin: EdgeOrigin;
  /** Absent when the object's own header decides. */
  readonly freshness?: Freshness;
  readonly compress: boolean;
  /** Whether the cache key includes the origin's name besides the path. */
  readonly ownKeys: boolean;
}

/** What a viewer-request function does to the path. */
export type RequestFunctionPlan = { readonly does: 'web-key' } | StripPlan;

export interface StripPlan {
  readonly does: 'strip';
  readonly prefix: string;
  readonly origin: EdgeOrigin;
}

export interface PlannedBehaviour {
  readonly pathPattern: string;
  readonly origin: EdgeOrigin;
  readonly signedCookies: boolean;
  readonly allowedMethods: readonly string[];
  readonly compress: boolean;
  /** Key in {@link BehaviourPlan.cachePolicies}. */
  readonly cachePolicy: string;
  /** Key in {@link BehaviourPlan.requestFunctions}. */
  readonly requestFunction?: string;
  /** Key in {@link BehaviourPlan.responseFunctions}. */
  readonly responseFunction?: string;
}

export interface BehaviourPlan {
  /** In order of precedence. */
  readonly ordered: readonly PlannedBehaviour[];
  /** For paths that match none of them. */
  readonly fallback: PlannedBehaviour;
  readonly cachePolicies: Readonly<Record<string, CachePolicyPlan>>;
  readonly requestFunctions: Readonly<Record<string, RequestFunctionPlan>>;
  /** Cache-Control headers for the browser, by the name of the function that sets each. */
  readonly responseFunctions: Readonly<Record<string, string>>;
}
