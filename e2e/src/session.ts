import type { BrowserContext } from '@playwright/test';
import { ApiClient } from './api-client.ts';

/** The site's origin, from the setup of all specs. */
export function siteUrl(): string {
  return fromSetup('TIDECAST_URL');
}

/** The AWS endpoint's origin. */
export function awsUrl(): string {
  return fromSetup('TIDECAST_AWS_URL');
}

/** A new person, signed in over HTTP and in a browser context. */
export async function signUpInto(context: BrowserContext, name: string): Promise<ApiClient> {
  const client = new ApiClient(siteUrl());
  await client.signUp(name);
  await useSession(context, client);
  return client;
}

/** Takes a person's session over into a browser context. */
export async function useSession(context: BrowserContext, { cookies }: ApiClient): Promise<void> {
  const url = siteUrl();
  await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url })));
}

function fromSetup(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: run npm run e2e`);
  return value;
}
