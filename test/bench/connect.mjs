// Opens TCP connections one after the other, in a few lines at once, to ports picked among many, for some seconds, and
// prints how many a second were opened: connect.mjs ADDRESS FIRST-PORT NUMBER-OF-PORTS SECONDS
import { connect } from "node:net";

const [address = "", first = "", number = "", seconds = ""] = process.argv.slice(2);
const lines = 4;
const start = performance.now();
const end = start + Number(seconds) * 1000;
let opened = 0;
// Ports in an order that jumps about, and is the same in every run.
let place = 0;

function open() {
  if (performance.now() >= end) {
    return;
  }
  place = (place + 7919) % Number(number);
  const socket = connect(Number(first) + place, address);
  socket.on("connect", () => {
    opened++;
    // Without a FIN nothing is left behind that would use up ports.
    socket.resetAndDestroy();
    open();
  });
  socket.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
}

for (let line = 0; line < lines; line++) open();
process.on("exit", () => {
  if (opened > 0) console.log(Math.round((opened * 1000) / (performance.now() - start)));
});
