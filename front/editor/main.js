// The editor's and the owner's pages: one bundle, each page wakes its own part.

import { startBoard } from "./board.js";
import { startBring } from "./bring.js";
import { startExports } from "./exports.js";
import { startFigures } from "./figures.js";
import { startFilm } from "./film.js";
import { startLive } from "./live.js";
import { startPackage } from "./package.js";
import { startPlan } from "./plan.js";
import { startRefused } from "./refused.js";
import { startReport } from "./report.js";
import { startReview } from "./review/start.js";
import { startShared } from "./shared.js";
import { startPeople, startRunning } from "./system.js";

// Of one week: what its workers do is always in sight.
const parts = { board: (live) => [startBoard(live), startPlan()], review: startReview, film: (live) => [startFilm(live), startExports(live), startBring()], package: startPackage, refused: startRefused, figures: startFigures, report: startReport };
// Of the whole system.
const systemParts = { running: startRunning, people: startPeople };

const page = document.querySelector("main").dataset.page;
startShared();
if (parts[page]) parts[page](startLive());
else if (systemParts[page]) systemParts[page]();
