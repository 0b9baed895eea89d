/**
 * Looks for secrets in a stack's state, as they are and as they would be written in JSON, in JSON
 * within JSON, and in base64.
 *
 * @param state - as it lies on disk
 * @param secrets - by what they are called
 * @returns the names of those that are there for all to read
 */
export function secretsInState(state: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret.length < 8) throw new RangeError(`${name} is too short to be looked for`);
    const once = JSON.stringify(secret).slice(1, -1);
    const written = [
      secret,
      once,
      JSON.stringify(once).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ];
    return written.some((text) => state.includes(text)) ? [name] : [];
  });
}
