// The editor's and the owner's pages: one bundle, each page wakes its own part.

import { startBoard } from "./board.js";
import { startFilm } from "./film.js";
import { startLive } from "./live.js";
import { startPackage } from "./package.js";
import { startReview } from "./review/start.js";
import { startShared } from "./shared.js";
import { startPeople, startRunning } from "./system.js";

// Of one week: what its workers do is always in sight.
const parts = { board: startBoard, review: startReview, film: startFilm, package: startPackage };
// Of the whole system.
const systemParts = { running: startRunning, people: startPeople };

const page = document.querySelector("main").dataset.page;
startShared();
if (parts[page]) parts[page](startLive());
else if (systemParts[page]) systemParts[page]();
