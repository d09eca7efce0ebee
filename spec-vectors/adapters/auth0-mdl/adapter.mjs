// Runs the conformance vectors against @auth0/mdl, a reader's side in JavaScript:
//
//   (cd spec-vectors/adapters/auth0-mdl && npm install)
//   mdoc vectors run --filter verify-response --against "node spec-vectors/adapters/auth0-mdl/adapter.mjs"
//
// It performs `verify-response`. The library reads the system's clock, so the clock is set to the case's time.
import { createECDH } from "node:crypto";
import { createInterface } from "node:readline";
import { VerificationAssessmentId, Verifier } from "@auth0/mdl";
import { Decoder } from "cbor-x";

const CURVES = { "P-256": [1, "prime256v1"], "P-384": [2, "secp384r1"], "P-521": [3, "secp521r1"] };

/** Members of a case that the library has no place for. */
const UNSUPPORTED = ["pinned", "lists", "crls", "statusLists", "rejectUndetermined"];

const RealDate = Date;
function setClock(at) {
  const now = RealDate.parse(at);
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length ? given : [now]));
    }
    static now() {
      return now;
    }
  };
}

/** Bytes of a case: hexadecimal, or parts of which some repeat. */
function bytes(value) {
  if (typeof value === "string") return Buffer.from(value, "hex");
  return Buffer.concat(
    value.map((part) =>
      typeof part === "string" ? bytes(part) : Buffer.concat(Array(part.times).fill(bytes(part.repeat))),
    ),
  );
}

function pem(der) {
  return `-----BEGIN CERTIFICATE-----\n${bytes(der).toString("base64")}\n-----END CERTIFICATE-----`;
}

/** A private key as a COSE_Key. */
function coseKey({ curve, d }) {
  const [crv, name] = CURVES[curve];
  const ecdh = createECDH(name);
  ecdh.setPrivateKey(bytes(d));
  const point = ecdh.getPublicKey();
  const width = (point.length - 1) / 2;
  return new Map([[1, 2], [-1, crv], [-2, point.subarray(1, 1 + width)], [-3, point.subarray(1 + width)], [-4, bytes(d)]]);
}

/** #6.24(bstr) around bytes. */
function embedded(content) {
  const head = content.length < 0x100 ? [0xd8, 24, 0x58, content.length] : [0xd8, 24, 0x59, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

/** The response's document types, of which the library speaks only where all is well; undefined where it is no response. */
function docTypes(response) {
  try {
    const documents = new Decoder({ mapsAsObjects: false, useRecords: false }).decode(response).get("documents") ?? [];
    return documents.map((document) => document.get("docType"));
  } catch {
    return undefined;
  }
}

async function verifyResponse(input) {
  const odd = UNSUPPORTED.find((name) => input.trust[name]);
  if (odd) return { unsupported: `trust.${odd}` };
  if (!input.transcript) return { unsupported: "no transcript" };
  if (input.skew) return { unsupported: "a clock with a tolerance" };
  const curve = input.eReaderKey?.curve;
  if (curve && !CURVES[curve]) return { unsupported: `an EReaderKey on ${curve}` };
  const transcript = bytes(input.transcript);
  if (transcript.length > 0xffff) return { unsupported: "a transcript of more than 64 KiB" };

  setClock(input.at);
  const response = bytes(input.response);
  const types = docTypes(response);
  // It judges one document after the other, each from its issuer's certificate on, and does not say which it is at.
  let at = -1;
  const failed = new Set();
  const onCheck = ({ id, status }) => {
    if (id === VerificationAssessmentId.ISSUER_AUTH.IssuerCertificateValidity) at += 1;
    if (status === "FAILED") failed.add(at);
  };
  try {
    await new Verifier((input.trust.roots ?? []).map(pem)).verify(response, {
      encodedSessionTranscript: embedded(transcript),
      ephemeralReaderKey: curve && coseKey(input.eReaderKey),
      onCheck,
    });
  } catch (error) {
    // Whatever it throws, and wherever, it accepts nothing. The vectors tell what is no response from one whose
    // documents are rejected, so the adapter does too.
    if (!types) return { outcome: { outcome: "malformed", status: 11 } };
    types.forEach((_, index) => failed.add(index));
  }
  const documents = (types ?? []).map((docType, index) => ({
    docType,
    verdict: failed.has(index) ? "rejected" : "verified",
  }));
  // It asks for a document at least; the vectors call it empty where nothing was returned.
  const verdict = documents.length === 0 ? "empty" : failed.size > 0 ? "rejected" : "verified";
  return { outcome: { outcome: "verdict", verdict, documents } };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, input } = JSON.parse(line);
  let answer = { unsupported: input.operation };
  if (input.operation === "verify-response") {
    answer = await verifyResponse(input).catch((error) => ({ error: String(error) }));
  }
  process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
}
