// Nexudus install callbacks and webhooks with Node's own means, written from the platform's pages: a second opinion.
// usage: install.js FILE    as install.py
const crypto = require("node:crypto");
const fs = require("node:fs");

const md5 = (text) => crypto.createHash("md5").update(text).digest("hex");
// Encoding.ASCII: one ? for each UTF-16 unit that is not ASCII, and JavaScript's strings are of UTF-16 units.
const ascii = (text) => text.replace(/[^\x00-\x7f]/g, "?");

for (const line of fs.readFileSync(process.argv[2], "utf8").split("\n")) {
  const { a, t, d, b, e, secret, base, body } = JSON.parse(line);
  const h = md5([t, a, d].sort().join("|") + secret);
  const url = `${base}?${new URLSearchParams([["a", a], ["t", t], ["d", d], ["h", h], ["b", b], ["e", e]])}`;
  const token = md5(t + secret);
  const basic = Buffer.from(`${a}:${token}`).toString("base64");
  const signature = crypto.createHmac("sha256", ascii(secret)).update(ascii(body)).digest("hex").toUpperCase();
  console.log(url, token, basic, signature);
}
