// What ES2015 browsers (Android WebView 51) lack and the libraries for upload and hash call.

if (!Object.entries) {
  Object.entries = (object) => Object.keys(object).map((key) => [key, object[key]]);
}
if (!Object.hasOwn) {
  Object.hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
}
if (!Array.prototype.includes) {
  Object.defineProperty(Array.prototype, "includes", {
    value(wanted) {
      return this.indexOf(wanted) !== -1;
    },
  });
}
