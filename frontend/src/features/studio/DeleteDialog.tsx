import { useTranslations } from 'use-intl/react';
import type { Video } from '../../shared/api/types.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { useProblemText } from '../../shared/ui/ProblemState.tsx';
import { showToast } from '../../shared/ui/toast.ts';
import { useDeleteVideo } from './video-mutations.ts';

interface DeleteDialogProps {
  video: Video;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteDialog({ video, onClose, onDeleted }: DeleteDialogProps) {
  const t = useTranslations('studio');
  const problemText = useProblemText();
  const remove = useDeleteVideo(video.id);
  return (
    <ConfirmDialog
      title={t('deleteTitle', { title: video.title })}
      action={t('delete')}
      busy={remove.isPending}
      error={remove.error ? problemText(remove.error) : undefined}
      onConfirm={() =>
        remove.mutate(undefined, {
          onSuccess: () => {
            showToast(t('deleted'));
            onClose();
            onDeleted?.();
          },
        })
      }
      onClose={onClose}
    >
      {t('deleteText')}
    </ConfirmDialog>
  );
}
