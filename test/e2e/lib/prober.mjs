// Asks every target on stdin (`tcp ADDRESS PORT`, `udp ADDRESS PORT`) at the same time, and prints a line for each:
// the target and what was answered, or `-` after a second and a half without an answer.
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { connect } from "node:net";

const patience = 1500;

/** @param {string} address @param {number} port @param {(answer: string) => void} done */
function askTcp(address, port, done) {
  let answer = "";
  const socket = connect(port, address);
  socket.on("data", (data) => {
    answer += data;
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => done(answer));
}

/** @param {string} address @param {number} port @param {(answer: string) => void} done */
function askUdp(address, port, done) {
  const socket = createSocket("udp4");
  socket.on("message", (data) => done(String(data)));
  socket.on("error", () => done(""));
  socket.connect(port, address, () => socket.send("question"));
}

/** @param {string} target @returns {Promise<string>} */
function answerOf(target) {
  const [protocol = "", address = "", port = ""] = target.split(" ");
  return new Promise((resolve) => {
    const done = (/** @type {string} */ answer) => resolve(`${target} ${answer.trim() || "-"}`);
    setTimeout(() => done(""), patience);
    (protocol === "tcp" ? askTcp : askUdp)(address, Number(port), done);
  });
}

const targets = readFileSync(0, "utf8").trim().split("\n");
process.stdout.write(`${(await Promise.all(targets.map(answerOf))).join("\n")}\n`, () => process.exit(0));
