// Nkeys by themselves, without a server: keys that sign, and keys that seal messages for one another.
//
//   node nkeys.mjs
import { nkeys } from "nats-web";

const bytes = (text) => new TextEncoder().encode(text);
const text = (bytes) => new TextDecoder().decode(bytes);

// The first letter says what a key is for: U for users, A for accounts, O for operators.
const user = nkeys.createUser();
console.log("a user:", user.getPublicKey()[0]);

// The seed is the secret. Whoever has it has the key.
const copy = nkeys.fromSeed(user.getSeed());
const signature = copy.sign(bytes("the plan"));
const verifier = nkeys.fromPublic(user.getPublicKey());
console.log("signed:", verifier.verify(bytes("the plan"), signature));
console.log("changed:", verifier.verify(bytes("the plane"), signature));

// Curve keys encrypt, and tell the recipient from whom it is.
const [alice, bob, eve] = [nkeys.createCurve(), nkeys.createCurve(), nkeys.createCurve()];
const sealed = alice.seal(bytes("at noon"), bob.getPublicKey());
console.log("bob reads:", text(bob.open(sealed, alice.getPublicKey())));
console.log("eve reads:", eve.open(sealed, alice.getPublicKey()));

// Wipes the seed. What comes after is an error with a code.
user.clear();
try {
  user.sign(bytes("anything"));
} catch (err) {
  console.log(err.message);
}
