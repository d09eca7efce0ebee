// @auth0/mdl: it judges the chain, the issuer's and the device's signature, and the digests.
import { Verifier } from "@auth0/mdl";
import { file, time } from "./time.mjs";

const response = file("response.cbor");
const encodedSessionTranscript = file("transcript-bytes.cbor");
const verifier = new Verifier([file("iaca.pem").toString()]);

await time("@auth0/mdl", () => verifier.verify(response, { encodedSessionTranscript }));
