/**
 * Must be evaluated before video.js: the content security policy allows no style elements, and
 * player.css says what video.js would have written into one.
 */
declare global {
  interface Window {
    VIDEOJS_NO_DYNAMIC_STYLE?: boolean;
  }
}

window.VIDEOJS_NO_DYNAMIC_STYLE = true;

export {};
