import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { channelPaths } from './channels.ts';
import { chatPaths } from './chat.ts';

/** Every route of the live functions, below `/api`. */
export const livePaths: ZodOpenApiPathsObject = { ...channelPaths, ...chatPaths };
