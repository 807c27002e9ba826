// An operator of short messages on loopback: takes what a gateway submits, reports it delivered, and passes on what
// a person writes. One JSON line for each thing that happens; what persons write comes by the standard input.
const [packages, port] = process.argv.slice(2);
const smpp = require(`${packages}/smpp`);
const tell = (thing) => process.stdout.write(`${JSON.stringify(thing)}\n`);
const bound = new Set();
const textOf = ({ message }) => (Buffer.isBuffer(message) ? message.toString("latin1") : message);
let taken = 0;

function report(session, submitted, id) {
  const now = new Date().toISOString().replace(/[-T:]/g, "").slice(2, 12);
  session.deliver_sm({
    esm_class: 4,
    source_addr_ton: 1,
    source_addr_npi: 1,
    source_addr: submitted.destination_addr,
    destination_addr: submitted.source_addr,
    receipted_message_id: id,
    message_state: 2,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:${now} done date:${now} stat:DELIVRD err:000 text:`,
  });
}

const server = smpp.createServer((session) => {
  session.on("error", (problem) => tell({ problem: String(problem) }));
  session.on("close", () => bound.delete(session));
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => { session.send(pdu.response()); session.close(); });
  session.on("bind_transceiver", (pdu) => {
    session.send(pdu.response({ system_id: "operator" }));
    bound.add(session);
    tell({ bound: pdu.system_id });
  });
  session.on("submit_sm", (pdu) => {
    const id = `op${(taken += 1)}`;
    session.send(pdu.response({ message_id: id }));
    tell({ to: pdu.destination_addr, from: pdu.source_addr, text: textOf(pdu.short_message), coding: pdu.data_coding });
    if (pdu.registered_delivery & 1) setTimeout(() => report(session, pdu, id), 100);
  });
});
server.listen(Number(port), "127.0.0.1", () => tell({ listening: true }));

let waiting = "";
process.stdin.setEncoding("utf8").on("data", (data) => {
  waiting += data;
  const lines = waiting.split("\n");
  waiting = lines.pop();
  for (const { from, to, text } of lines.map((line) => JSON.parse(line)))
    for (const session of bound)
      session.deliver_sm({
        source_addr_ton: 1, source_addr_npi: 1, source_addr: from, destination_addr: to, short_message: text,
      });
});
