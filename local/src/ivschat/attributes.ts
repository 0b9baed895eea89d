/** What applications attach to sessions, messages and events. */
export type Attributes = Readonly<Record<string, string>>;

/** All names and values of one set of attributes together, in bytes: 1 KB (API reference). */
const largestAttributes = 1024;

/** Whether the attributes are within IVS Chat's limit. */
export function attributesFit(attributes: Attributes): boolean {
  const bytes = Object.entries(attributes)
    .flat()
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes <= largestAttributes;
}
