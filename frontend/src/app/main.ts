import '../shared/theme/base.css';
import '../shared/ui/components.css';
import '../shared/video/video-card.css';
import '../shared/live/live.css';
import './shell.css';
import '../features/watch/stage.css';
import { startEarlyPlayer } from '../features/watch/player/early-player.ts';
import { currentLanguage } from '../shared/i18n/language.ts';

/** The page around a linked video waits no longer than this for its first picture, in ms. */
const pictureFirst = 1200;

/** What a linked video needs comes first: everything else would run in its picture's way. */
async function start(): Promise<void> {
  const watched = /^\/watch\/([\w-]+)\/?$/.exec(location.pathname)?.[1];
  if (watched) {
    const picture = startEarlyPlayer(watched, currentLanguage());
    await Promise.race([picture, new Promise((resolve) => setTimeout(resolve, pictureFirst))]);
  }
  const { startPage } = await import('./start-page.tsx');
  await startPage();
}

void start();
