import {
  type CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { RealService } from '../../inventory/inventory.ts';
import { isProperties, type Properties } from '../../values.ts';
import { capitalized } from './wire-names.ts';

/** What the emulated Cognito takes of a client: its pages for signing in elsewhere are not there. */
const clientSettings = [
  'accessTokenValidity',
  'enableTokenRevocation',
  'explicitAuthFlows',
  'idTokenValidity',
  'preventUserExistenceErrors',
  'refreshTokenRotation',
  'refreshTokenValidity',
  'tokenValidityUnits',
];

/** The user pool, its groups, and the clients without a secret. The emulated one deletes none. */
export function cognitoServices(
  client: CognitoIdentityProviderClient,
): Readonly<Record<string, RealService>> {
  return {
    'aws:cognito/userPool:UserPool': {
      async create(inputs, name) {
        const { UserPool } = await client.send(new CreateUserPoolCommand(poolInput(inputs, name)));
        return { id: UserPool?.Id ?? '', name, arn: UserPool?.Arn };
      },
    },
    'aws:cognito/userPoolClient:UserPoolClient': {
      async create(inputs, name) {
        // A secret is for the administrators' pages, whose sign-in is not emulated.
        if (inputs.generateSecret === true) return undefined;
        const { UserPoolClient } = await client.send(
          new CreateUserPoolClientCommand(clientInput(inputs, name)),
        );
        return { id: UserPoolClient?.ClientId ?? '' };
      },
    },
    'aws:cognito/userGroup:UserGroup': {
      async create({ userPoolId, description }, name) {
        await client.send(
          new CreateGroupCommand({
            UserPoolId: String(userPoolId),
            GroupName: name,
            ...(description !== undefined && { Description: String(description) }),
          }),
        );
        return { id: `${userPoolId}/${name}`, name };
      },
    },
  };
}

function poolInput({ passwordPolicy, ...inputs }: Properties, name: string) {
  const { temporaryPasswordValidityDays: _, ...password } = isProperties(passwordPolicy)
    ? passwordPolicy
    : {};
  const input = {
    PoolName: name,
    UsernameAttributes: inputs.usernameAttributes,
    AutoVerifiedAttributes: inputs.autoVerifiedAttributes,
    Policies: { PasswordPolicy: capitalized(password) },
  };
  return input as CreateUserPoolCommandInput;
}

function clientInput(inputs: Properties, name: string): CreateUserPoolClientCommandInput {
  const settings = Object.fromEntries(
    clientSettings.flatMap((key) => (inputs[key] === undefined ? [] : [[key, inputs[key]]])),
  );
  const input = { ClientName: name, UserPoolId: inputs.userPoolId };
  return { ...input, ...Object(capitalized(settings)) };
}
