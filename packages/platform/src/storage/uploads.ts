/**
 * What pages of the site may do at the source bucket, in the words of CORS: they PUT parts by signed
 * addresses, and read the ETags that complete an upload.
 */
export const uploadAccess = {
  methods: ['PUT'],
  requestHeaders: ['*'],
  answerHeaders: ['ETag'],
  /** Seconds that a browser need not ask again. */
  maxAgeSeconds: 3000,
} as const;

/**
 * Days after which an upload that has not been finished is given up: its video fails, and its parts,
 * which S3 keeps and bills until then, go. `upload_expired` of packages/contract says it to its owner.
 */
export const unfinishedUploadDays = 7;
