import { useMutation } from '@tanstack/react-query';
import { askLive, channelPath } from '../../../shared/api/live-client.ts';
import type { StreamKey } from '../../../shared/api/live-types.ts';

/** Replaces the stream key; the old one stops working. */
export function useRotateKey(channelId: string, onRotated: (key: StreamKey) => void) {
  return useMutation({
    mutationFn: () => askLive<StreamKey>(channelPath(channelId, '/stream-key'), { method: 'POST' }),
    onSuccess: onRotated,
  });
}
