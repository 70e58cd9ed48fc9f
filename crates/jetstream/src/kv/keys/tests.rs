use super::*;

#[test]
fn keys_are_subjects_of_plain_characters() {
    for key in ["a", "a.b", "=a/b-c_d.0", "A.Z9"] {
        assert_eq!(check_key(key), Ok(()), "{key}");
        assert_eq!(check_filter(key), Ok(()), "{key}");
    }
    for key in ["", ".", ".a", "a.", "a..b", "a b", "a\u{fc}", "a\t", "a$", "a:b", "a\\b"] {
        assert_eq!(check_key(key), Err(KvError::Key), "{key}");
        assert_eq!(check_filter(key), Err(KvError::Filter), "{key}");
    }
}

#[test]
fn every_character_of_ascii_is_fit_or_not() {
    for byte in 0..=127_u8 {
        let key = [char::from(byte)].iter().collect::<String>();
        let is_fit = byte.is_ascii_alphanumeric() || b"-_/=".contains(&byte);
        assert_eq!(check_key(&key).is_ok(), is_fit, "{byte}");
        assert_eq!(check_filter(&key).is_ok(), is_fit || b"*>".contains(&byte), "{byte}");
        assert_eq!(check_bucket(&key).is_ok(), byte.is_ascii_alphanumeric() || b"-_".contains(&byte), "{byte}");
    }
}

#[test]
fn a_wildcard_is_a_part_of_its_own() {
    for filter in ["*", ">", "a.*", "*.b", "a.>", "*.*.>"] {
        assert_eq!(check_filter(filter), Ok(()), "{filter}");
        assert_eq!(check_key(filter), Err(KvError::Key), "{filter}");
    }
    for filter in [">.a", "a*", "*a", "a.b>", "**", ">>", "a.>.b", "*."] {
        assert_eq!(check_filter(filter), Err(KvError::Filter), "{filter}");
    }
}

#[test]
fn buckets_are_one_part_of_a_subject() {
    assert_eq!(check_bucket("My-bucket_1"), Ok(()));
    for bucket in ["", "a.b", "a b", "a/b", "a*", "\u{e9}"] {
        assert_eq!(Keyspace::new(bucket, "$JS.API", None), Err(KvError::Bucket), "{bucket}");
    }
}

#[test]
fn values_are_written_where_the_bucket_is() {
    let subjects = |api, mirror| {
        let keys = Keyspace::new("b", api, mirror).unwrap();
        (keys.read, keys.write)
    };
    let both = |read: &str, write: &str| (String::from(read), String::from(write));
    assert_eq!(subjects("$JS.API", None), both("$KV.b.", "$KV.b."));
    assert_eq!(subjects("$JS.hub.API", None), both("$KV.b.", "$JS.hub.API.$KV.b."));
    let near = Mirror { stream: "KV_origin", external: "" };
    assert_eq!(subjects("$JS.API", Some(near)), both("$KV.origin.", "$KV.origin."));
    assert_eq!(subjects("mine", Some(near)), both("$KV.origin.", "mine.$KV.origin."));
    let far = Mirror { stream: "origin", external: "$JS.hub.API" };
    assert_eq!(subjects("mine", Some(far)), both("$KV.origin.", "$JS.hub.API.$KV.origin."));
}

#[test]
fn a_subject_of_another_bucket_is_no_key() {
    let keys = Keyspace::new("b", "$JS.API", None).unwrap();
    assert_eq!(keys.key_of("$KV.b.a.b"), Some("a.b"));
    for subject in ["$KV.b.", "$KV.b", "$KV.bb.a", "b.a", ""] {
        assert_eq!(keys.key_of(subject), None, "{subject}");
    }
}
