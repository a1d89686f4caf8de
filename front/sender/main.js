import { Upload } from "tus-js-client"; import { sha256 } from "@noble/hashes/sha2.js"; window.x=[Upload, sha256];
