import { complaintAboutNode } from "./oldNode.js";

// The first thing that an import of Provost does: an old Node would fail in the middle of a run.
const complaint = complaintAboutNode();
if (complaint !== undefined) {
  throw new Error(`${complaint} Install a newer one, or run this with npx node@24.`);
}
