import { useMutation } from '@tanstack/react-query';
import { api, dataOf } from '../../../shared/api/client.ts';
import type { StreamKey } from '../../../shared/api/live-types.ts';

/** Replaces the stream key; the old one stops working. */
export function useRotateKey(channelId: string, onRotated: (key: StreamKey) => void) {
  return useMutation({
    mutationFn: () =>
      dataOf(api.POST('/live/channels/{id}/stream-key', { params: { path: { id: channelId } } })),
    onSuccess: onRotated,
  });
}
