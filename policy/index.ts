import { PolicyPack } from '@pulumi/policy';
import { policies } from './rules/pack.ts';

new PolicyPack('tidecast', { policies, enforcementLevel: 'mandatory' });
