// Pulumi requires this file with ts-node registered for `.ts`, which refuses the endings of our
// imports. An ES module is beyond its reach, and from here on Node strips the types itself.
import './index.ts';
