/** Where ARNs lie that no resource of ours tells. */
export interface AccountScope {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}
