// The peer: @tus/server over a folder, as its own readme starts it. node peer.mjs PORT FOLDER

import { Server } from "@tus/server";
import { FileStore } from "@tus/file-store";

const [port, directory] = process.argv.slice(2);
const server = new Server({ path: "/files", datastore: new FileStore({ directory }) });
server.listen({ host: "127.0.0.1", port: Number(port) }, () => process.stdout.write("ready\n"));
