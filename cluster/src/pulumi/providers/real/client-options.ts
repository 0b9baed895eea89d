/** Where the emulated AWS listens, and who asks. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** @param environment - what an SDK is told: AWS_ENDPOINT_URL and so on */
export function clientOptions(environment: Readonly<Record<string, string>>): ClientOptions {
  const need = (name: string) => {
    const value = environment[name];
    if (value === undefined) throw new Error(`the local cloud's environment lacks ${name}`);
    return value;
  };
  return {
    endpoint: need('AWS_ENDPOINT_URL'),
    region: need('AWS_REGION'),
    credentials: {
      accessKeyId: need('AWS_ACCESS_KEY_ID'),
      secretAccessKey: need('AWS_SECRET_ACCESS_KEY'),
    },
  };
}
