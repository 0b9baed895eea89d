import { resolve } from 'node:path';

/** The directory that holds every workspace. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..');
