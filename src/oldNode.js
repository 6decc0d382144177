// Plain JavaScript that any Node can read, so that an old one can say what it lacks.

const oldest = [22, 18];

/** What is wrong with the Node that this runs on; undefined: it is new enough. */
export function complaintAboutNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined;
  return `Provost needs Node.js ${oldest.join(".")} or newer, this is ${process.versions.node}.`;
}
