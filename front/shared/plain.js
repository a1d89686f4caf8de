// What was pasted may hold what nobody sees and nothing can keep: control characters, halves of
// characters. The server refuses them, and nobody can take out what is not seen.

export function plain(text) {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/([\ud800-\udbff][\udc00-\udfff])|[\ud800-\udfff]/g, "$1");
}

export function plainJson(body) {
  return JSON.stringify(body, (_name, value) => (typeof value === "string" ? plain(value) : value));
}
