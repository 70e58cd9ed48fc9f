//! Operators, accounts and users of decentralised authentication.

use nats_web::nkeys::{KeyPair, Role, base64};
use std::time::{SystemTime, UNIX_EPOCH};

/// An operator with a system account and one for users.
pub struct Operator {
    key: KeyPair,
    system: KeyPair,
    account: KeyPair,
}

/// A user's key, and what its account says of it.
pub struct User {
    pub key: KeyPair,
    pub jwt: String,
}

impl Operator {
    pub fn new() -> Self {
        Self { key: new_key(Role::Operator), system: new_key(Role::Account), account: new_key(Role::Account) }
    }

    /// The configuration of a server that trusts this operator.
    pub fn config(&self) -> String {
        let operator = sign(&self.key, &self.key, r#""type":"operator""#, "");
        let limits = r#""limits":{"subs":-1,"data":-1,"payload":-1,"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1}"#;
        let preload = [&self.system, &self.account].map(|account| {
            let jwt = sign(&self.key, account, &format!(r#""type":"account",{limits}"#), "");
            format!("{}: {jwt}", account.public_key())
        });
        let system = self.system.public_key();
        let preload = preload.join("\n");
        format!("operator: {operator}\nsystem_account: {system}\nresolver: MEMORY\nresolver_preload: {{\n{preload}\n}}")
    }

    /// A user that may do anything for good.
    pub fn user(&self) -> User {
        self.user_with("", "")
    }

    /// A user with more members in its JWT: `settings` among those about NATS, `claims` among the others.
    pub fn user_with(&self, settings: &str, claims: &str) -> User {
        let key = new_key(Role::User);
        let jwt =
            sign(&self.account, &key, &format!(r#""type":"user","subs":-1,"data":-1,"payload":-1{settings}"#), claims);
        User { key, jwt }
    }

    /// A user whose JWT runs out in so many seconds.
    pub fn user_for(&self, seconds: u64) -> User {
        self.user_with("", &format!(r#","exp":{}"#, now() + seconds))
    }
}

impl User {
    /// What it answers to a server's nonce.
    pub fn answer(&self, nonce: &[u8]) -> nats_web::Auth {
        let mut auth = nats_web::Auth::new();
        auth.jwt = Some(self.jwt.clone()).filter(|jwt| !jwt.is_empty());
        auth.nkey = Some(self.key.public_key().to_string());
        auth.signature = Some(self.key.sign(nonce).to_vec()).filter(|_| !nonce.is_empty());
        auth
    }

    /// One that nobody vouches for.
    pub fn without_jwt() -> Self {
        Self { key: new_key(Role::User), jwt: String::new() }
    }

    pub fn seed(&self) -> String {
        self.key.seed().to_string()
    }

    /// The content of a credentials file.
    pub fn creds(&self) -> String {
        let (jwt, seed) = (&self.jwt, self.seed());
        format!(
            "-----BEGIN NATS USER JWT-----\n{jwt}\n------END NATS USER JWT------\n\n\
             -----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n"
        )
    }
}

/// A key at random.
pub fn new_key(role: Role) -> KeyPair {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).unwrap();
    KeyPair::new(role, seed).unwrap()
}

/// A JWT about `subject`. Source: ADR-14.
fn sign(issuer: &KeyPair, subject: &KeyPair, nats: &str, claims: &str) -> String {
    let (iss, sub, iat) = (issuer.public_key(), subject.public_key(), now());
    let body = format!(
        r#"{{"jti":"{sub}","iat":{iat},"iss":"{iss}","name":"test","sub":"{sub}","nats":{{"version":2,{nats}}}{claims}}}"#
    );
    let header = base64::encode(br#"{"typ":"JWT","alg":"ed25519-nkey"}"#);
    let content = format!("{header}.{}", base64::encode(body.as_bytes()));
    let signature = base64::encode(&issuer.sign(content.as_bytes()));
    format!("{content}.{signature}")
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
