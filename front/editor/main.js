// The editor's pages: one bundle, each page wakes its own part.

import { startBoard } from "./board.js";
import { startFilm } from "./film.js";
import { startLive } from "./live.js";
import { startPackage } from "./package.js";
import { startReview } from "./review/start.js";
import { startShared } from "./shared.js";

const parts = { board: startBoard, review: startReview, film: startFilm, package: startPackage };

const page = document.querySelector("main").dataset.page;
const live = startLive();
startShared();
parts[page](live);
