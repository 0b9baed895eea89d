import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client.ts';
import type { Video } from '../../shared/api/types.ts';
import { myVideosQuery, videoQuery } from '../../shared/video/queries.ts';

/** After a video has changed: the record at hand is the newest, every list is asked for again. */
export function useVideoChanged() {
  const queryClient = useQueryClient();
  return (id: string, video?: Video) => {
    const { queryKey } = videoQuery(id);
    if (video) queryClient.setQueryData(queryKey, video);
    else void queryClient.invalidateQueries({ queryKey });
    void queryClient.invalidateQueries({ queryKey: myVideosQuery().queryKey });
    void queryClient.invalidateQueries({ queryKey: ['feed'] });
    void queryClient.invalidateQueries({ queryKey: ['playback', id] });
  };
}

export function useRetryVideo(id: string) {
  const changed = useVideoChanged();
  return useMutation({
    mutationFn: () => dataOf(api.POST('/videos/{id}/retry', { params: { path: { id } } })),
    onSuccess: (video) => changed(id, video),
  });
}

export function useDeleteVideo(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.DELETE('/videos/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: videoQuery(id).queryKey });
      void queryClient.invalidateQueries({ queryKey: myVideosQuery().queryKey });
      void queryClient.invalidateQueries({ queryKey: ['feed'] });
    },
  });
}
