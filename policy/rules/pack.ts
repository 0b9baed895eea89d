import type { Policies } from '@pulumi/policy';
import { encryptionRules } from './encryption.ts';
import { logRules } from './logs.ts';
import { networkRules } from './network.ts';
import { permissionRules } from './permissions.ts';
import { secretRules } from './secrets.ts';
import { storageRules } from './storage.ts';
import { textRules } from './text.ts';
import { transportRules } from './transport.ts';
import { trustRules } from './trust.ts';

/** Every rule of the pack. */
export const policies: Policies = [
  ...storageRules,
  ...encryptionRules,
  ...transportRules,
  ...networkRules,
  ...permissionRules,
  ...trustRules,
  ...logRules,
  ...secretRules,
  ...textRules,
];
