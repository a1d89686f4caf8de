// The import page: before a draft lies there, reading a file or pasted text; then correcting it.

import { setup } from "../editor/setup.js";
import { startDesk } from "./desk.js";
import { startLaying } from "./laying.js";

if (setup.draft) startDesk(setup.draft);
else startLaying();
