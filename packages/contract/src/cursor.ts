/**
 * The format of a cursor: an instant and the id of the item at that place. It is opaque to clients,
 * who send back what a page gave them; the pattern is exact, so that the OpenAPI document can say
 * what is accepted.
 */
export const cursorPattern =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z_[0-9A-Za-z_-]{1,64}$/;
