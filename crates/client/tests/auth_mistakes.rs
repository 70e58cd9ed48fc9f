//! Seeds, files and the like that are none, and that no secret is shown.

mod support;

use nats_web::error::CredentialsError;
use nats_web::nkeys::{CredsError, KeyError, Role};
use nats_web::{ConnectErrorKind, ConnectOptions};
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;
use support::{Operator, User, credentials_error, eager, new_key, soon};

/// The errors of options that are refused before anything is dialled.
async fn mistakes(options: impl IntoIterator<Item = ConnectOptions>) -> Vec<CredentialsError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let mut errors = Vec::new();
    for options in options {
        let error = soon(options.retry_on_initial_connect().connect(&*url)).await.unwrap_err();
        assert_eq!(error.kind(), ConnectErrorKind::Authentication);
        errors.push(credentials_error(&error));
    }
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nothing was dialled");
    errors
}

/// Why options were refused at once.
#[track_caller]
fn refused(options: std::io::Result<ConnectOptions>) -> CredentialsError {
    let error = options.unwrap_err();
    error.get_ref().and_then(|error| error.downcast_ref::<CredentialsError>()).unwrap().clone()
}

#[tokio::test]
async fn seeds_that_are_none() {
    let user = User::without_jwt();
    let seed = user.seed();
    let mistyped = seed.replacen('U', "V", 1);
    let curve = nats_web::nkeys::CurveKeyPair::new([7; 32]).seed().to_string();
    let public = user.key.public_key().to_string();
    let account = new_key(Role::Account).seed().to_string();
    for (seed, expected) in [
        ("", "Key(Encoding)"),
        ("not a seed", "Key(Encoding)"),
        (&seed[1..], "Key(Encoding)"),
        (&mistyped, "Key(Checksum)"),
        (&public, "Key(NotASeed)"),
        (&curve, "Key(CurveKey)"),
        (&account, "NotAUser"),
    ] {
        let creds = User { jwt: String::from("jwt"), ..User::without_jwt() }.creds();
        let at = creds.find("\nSU").unwrap() + 1;
        let creds = format!("{}{seed}{}", &creds[..at], &creds[at + 58..]);
        let mut errors = mistakes([eager().nkey(seed.into())]).await;
        errors.push(refused(eager().credentials(&creds)));
        for (way, error) in errors.iter().enumerate() {
            // A file whose seed is empty has none.
            let expected = if seed.is_empty() && way == 1 { "Creds(NoSeed)" } else { expected };
            assert_eq!(format!("{error:?}"), expected, "{seed:?}, {way}");
            let shown = format!("{error} {error:?} {error:#?}");
            assert!(seed.len() < 12 || !shown.contains(&seed[2..12]), "{shown}");
        }
    }
    assert!(matches!(mistakes([eager().nkey("SU".into())]).await[..], [CredentialsError::Key(KeyError::Encoding)]));
}

#[tokio::test]
async fn credentials_that_are_none() {
    let alice = Operator::new().user();
    let creds = alice.creds();
    let without_seed = &creds[..creds.find("-----BEGIN USER").unwrap()];
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), without_seed).unwrap();
    let endless = file.path().with_extension("endless");
    std::fs::File::create(&endless).unwrap().set_len(1 << 20).unwrap();
    let missing = file.path().with_extension("missing");
    let first_of_several = eager().nkey("x".into()).credentials(&creds).unwrap().token("t".into());
    let errors = [
        refused(eager().credentials("")),
        refused(eager().credentials("no credentials")),
        refused(eager().credentials(without_seed)),
        refused(eager().credentials_file(file.path()).await),
        refused(eager().credentials_file(&missing).await),
        refused(eager().credentials_file(std::env::temp_dir()).await),
        refused(eager().credentials_file(&endless).await),
        // What comes after a mistake does not mend it.
        mistakes([first_of_several]).await.remove(0),
    ];
    use CredentialsError::{Creds, File, Key};
    assert!(matches!(errors[0], Creds(CredsError::NoJwt)));
    assert!(matches!(errors[1], Creds(CredsError::NoJwt)));
    assert!(matches!(errors[2], Creds(CredsError::NoSeed)));
    assert!(matches!(errors[3], Creds(CredsError::NoSeed)));
    assert!(
        matches!(&errors[4], File { path, source } if *path == missing && source.kind() == std::io::ErrorKind::NotFound)
    );
    assert!(matches!(errors[5], File { .. }));
    assert!(matches!(&errors[6], File { source, .. } if source.kind() == std::io::ErrorKind::FileTooLarge));
    assert!(matches!(errors[7], Key(KeyError::Encoding)));
    std::fs::remove_file(endless).unwrap();
    assert_eq!(errors[2].to_string(), "the credentials have no seed");
    assert!(errors[4].to_string().starts_with(&format!("{} cannot be read: ", missing.display())));
}

/// Such as one on a network that is away.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_cannot_be_read_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    std::fs::write(folder.path().join("creds"), Operator::new().user().creds()).unwrap();
    let options = eager().connection_timeout(Duration::from_millis(50));
    let options = options.credentials_file(folder.path().join("creds")).await.unwrap();
    std::fs::rename(&path, folder.path().join("creds")).unwrap();
    let _release = Release(folder.path().join("creds"));
    let errors = mistakes([options]).await;
    let [CredentialsError::File { source, .. }] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!(source.kind(), std::io::ErrorKind::TimedOut);
}

/// Lets go of the thread that waits for this pipe.
#[cfg(unix)]
struct Release(std::path::PathBuf);

#[cfg(unix)]
impl Drop for Release {
    fn drop(&mut self) {
        // Opened for both it does not wait itself.
        let _ = std::fs::File::options().read(true).write(true).open(&self.0);
    }
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let alice = Operator::new().user();
    let file = tempfile::Builder::new().prefix("station.creds").tempfile().unwrap();
    std::fs::write(file.path(), alice.creds()).unwrap();
    let options = ConnectOptions::new()
        .user_and_password("alice".into(), "s3cret-password".into())
        .token("s3cret-token".into())
        .nkey(alice.seed())
        .jwt(alice.jwt.clone(), async |_| Ok(vec![]))
        .bearer_jwt(alice.jwt.clone())
        .credentials(&alice.creds())
        .unwrap()
        .credentials_file(file.path())
        .await
        .unwrap();
    let shown = format!("{options:?} {options:#?} {:?}", options.clone().nkey("SUs3cret".into()));
    for secret in ["s3cret", &alice.seed()[2..], &alice.jwt[..20], alice.jwt.rsplit('.').next().unwrap()] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("station.creds"));
    let shown = format!("{:?}", alice.answer(b"nonce"));
    assert!(!shown.contains(&alice.jwt[..20]), "{shown}");
}
