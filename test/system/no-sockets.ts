/** Preloaded by `--import`: in this process nothing reaches any network, and whoever tries fails. */
import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

function refuse(): never {
  throw new Error("This process has no network.");
}

net.Socket.prototype.connect = refuse;
net.Server.prototype.listen = refuse;
net.connect = refuse;
net.createConnection = refuse;
dgram.createSocket = refuse;
// Overloads and a promise twin: none of them may be called either.
Object.assign(dns, { lookup: refuse, resolve: refuse });
Object.assign(dns.promises, { lookup: refuse, resolve: refuse });
syncBuiltinESMExports();
