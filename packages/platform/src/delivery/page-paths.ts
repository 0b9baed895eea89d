/** Where the page shows what others than the page link to: messages in Slack lead there. */
export const pagePaths = {
  /** Followed by a video's id. */
  watch: '/watch',
  /** Followed by a channel's id; alone, all that are live. */
  channel: '/live',
} as const;
