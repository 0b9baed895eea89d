import {
  type CognitoInput,
  invalidParameter,
  optionalInteger,
  optionalText,
  record,
  refuseUnknown,
  texts,
} from './cognito-input.ts';
import type { ClientSettings } from './pool-store.ts';

const clientMembers = [
  'UserPoolId',
  'ClientName',
  'GenerateSecret',
  'ExplicitAuthFlows',
  'AccessTokenValidity',
  'IdTokenValidity',
  'RefreshTokenValidity',
  'TokenValidityUnits',
  'PreventUserExistenceErrors',
  'RefreshTokenRotation',
  'EnableTokenRevocation',
];

const unitSeconds: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};

/** What a client may do by default (API Reference, CreateUserPoolClient). */
const defaultFlows = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];

/**
 * The settings a CreateUserPoolClient request asks for.
 *
 * @throws AwsError `InvalidParameterException` for what Cognito refuses or this emulator lacks
 */
export function clientSettings(input: CognitoInput): ClientSettings {
  refuseUnknown(input, clientMembers);
  if (input.GenerateSecret === true)
    throw invalidParameter('the local Cognito does not emulate client secrets');
  const flows = texts(input, 'ExplicitAuthFlows');
  const rotationGraceSeconds = rotation(record(input, 'RefreshTokenRotation'));
  if (rotationGraceSeconds !== undefined && flows?.includes('ALLOW_REFRESH_TOKEN_AUTH'))
    throw invalidParameter(
      'Refresh token rotation and ALLOW_REFRESH_TOKEN_AUTH exclude each other.',
    );
  return {
    authFlows: flows ?? defaultFlows,
    accessTokenSeconds: validity(input, 'AccessToken', 3600, 'hours', [300, 86_400]),
    idTokenSeconds: validity(input, 'IdToken', 3600, 'hours', [300, 86_400]),
    refreshTokenSeconds: validity(input, 'RefreshToken', 30 * 86_400, 'days', [3600, 315_360_000]),
    ...(rotationGraceSeconds !== undefined && { rotationGraceSeconds }),
    preventUserExistenceErrors: optionalText(input, 'PreventUserExistenceErrors') === 'ENABLED',
  };
}

/** The settings as DescribeUserPoolClient says them. */
export function wireClientSettings(settings: ClientSettings) {
  return {
    ExplicitAuthFlows: settings.authFlows,
    AccessTokenValidity: settings.accessTokenSeconds,
    IdTokenValidity: settings.idTokenSeconds,
    RefreshTokenValidity: settings.refreshTokenSeconds,
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
    PreventUserExistenceErrors: settings.preventUserExistenceErrors ? 'ENABLED' : 'LEGACY',
    EnableTokenRevocation: true,
    ...(settings.rotationGraceSeconds !== undefined && {
      RefreshTokenRotation: {
        Feature: 'ENABLED',
        RetryGracePeriodSeconds: settings.rotationGraceSeconds,
      },
    }),
  };
}

function rotation(asked: CognitoInput): number | undefined {
  if (optionalText(asked, 'Feature') !== 'ENABLED') return undefined;
  return optionalInteger(asked, 'RetryGracePeriodSeconds', 0, 60) ?? 0;
}

function validity(
  input: CognitoInput,
  token: 'AccessToken' | 'IdToken' | 'RefreshToken',
  fallback: number,
  defaultUnit: string,
  [lowest, highest]: readonly [number, number],
): number {
  const amount = optionalInteger(input, `${token}Validity`, 0, 315_360_000);
  if (!amount) return fallback;
  const unit = optionalText(record(input, 'TokenValidityUnits'), token) ?? defaultUnit;
  const seconds = amount * (unitSeconds[unit] ?? Number.NaN);
  if (!(seconds >= lowest && seconds <= highest))
    throw invalidParameter(`${token}Validity must be from ${lowest} to ${highest} seconds`);
  return seconds;
}
