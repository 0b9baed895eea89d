/** Which phase of its life the process is in. */
export interface Availability {
  readonly state: 'starting' | 'serving' | 'draining';
}
