export default new Proxy({}, { get: (_styles, name) => String(name) });
