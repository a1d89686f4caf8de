// JSON over XMLHttpRequest: old WebViews have no fetch.

const TIMEOUT_MS = 30000;

export function ask(method, url, body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url, true);
    request.timeout = TIMEOUT_MS;
    request.onload = () => {
      if (request.status !== 200) {
        reject(new Error(`${method} answered ${request.status}`));
        return;
      }
      try {
        resolve(JSON.parse(request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new Error("the network failed"));
    request.ontimeout = request.onerror;
    if (body) request.setRequestHeader("Content-Type", "application/json");
    request.send(body ? JSON.stringify(body) : null);
  });
}

// The headers of an upload's HEAD, by a function that reads one.
export function head(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("HEAD", url, true);
    request.timeout = TIMEOUT_MS;
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    request.onload = () => resolve((name) => request.getResponseHeader(name));
    request.onerror = () => reject(new Error("the network failed"));
    request.ontimeout = request.onerror;
    request.send();
  });
}
