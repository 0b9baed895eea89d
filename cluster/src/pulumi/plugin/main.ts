/** A stand-in provider as the plugin that Pulumi's engine starts: `main.ts <provider> [engine]`. */
import { standInsVariable } from './protocol.ts';
import { serveProvider } from './provider-service.ts';
import { remoteStandIn } from './remote-stand-in.ts';

const [provider = '', ...args] = process.argv.slice(2);

if (provider === 'eks') {
  const { serveEks } = await import('../providers/eks.ts');
  await serveEks(args);
} else {
  const url = process.env[standInsVariable];
  if (url === undefined)
    throw new Error(`${standInsVariable} does not say where the stand-ins are`);
  const { port } = await serveProvider(await remoteStandIn(url, provider));
  // The engine reads it from the first line.
  console.log(String(port));
}
