/**
 * What a place in a list looks like: an instant and the id of what stands there. Opaque to whoever
 * asks, who sends back what a page gave out; exact, so that the document can say what is taken.
 */
export const cursorPattern =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z_[0-9A-Za-z_-]{1,64}$/;
