// Answers on these ports, TCP and UDP, with its name and the address that asked: answerer.mjs NAME PORT…
// A datagram is answered from the address that it came to, hence a socket for each.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";

const [name, ...ports] = process.argv.slice(2);
const addresses = Object.values(networkInterfaces())
  .flatMap((of) => of ?? [])
  .filter(({ family }) => family === "IPv4")
  .map(({ address }) => address);

for (const port of ports.map(Number)) {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(`${name} saw ${socket.remoteAddress}\n`);
  });
  await once(server.listen(port, "0.0.0.0"), "listening");
  for (const address of addresses) {
    const socket = createSocket("udp4");
    socket.on("message", (_, from) => socket.send(`${name} saw ${from.address}\n`, from.port, from.address));
    await once(socket.bind(port, address), "listening");
  }
}
process.stdout.write("ready\n");
