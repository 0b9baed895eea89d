/** Where the process is in its life. */
export interface Availability {
  readonly state: 'starting' | 'serving' | 'draining';
}
