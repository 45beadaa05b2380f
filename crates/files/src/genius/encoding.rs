//! From a file's bytes to its text: XML says its own encoding, and old files say it wrongly or not at all.

use std::sync::Arc;

use crate::collector::Span;
use crate::problems::{Problems, Text};
use crate::syntax::alone;

/// How many bytes a file may have. XML spends some eighty on every value.
pub(super) const SIZE_MAX: usize = 16 << 20;

/// How a file's bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 {
        little: bool,
    },
    /// Latin-1 as it is met with: bytes that Latin-1 leaves without a character are those of Windows.
    Windows1252,
    /// One that was declared and is not read here, unless all of the file is UTF-8 in truth.
    Other,
}

/// The bytes as text with a name, without a byte-order mark; or the one problem that they are none.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<Arc<Text>, Problems> {
    if bytes.len() > SIZE_MAX {
        let message = "the file has more than 16 MiB (16,777,216 bytes), which is the most".to_owned();
        return Err(alone(name, String::new(), Span::default(), message, "leave out what is not needed"));
    }
    let text = match encoding_of(bytes) {
        Encoding::Utf16 { little } => utf16(name, bytes, little)?,
        Encoding::Windows1252 => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
        other => utf8(name, bytes, other)?,
    };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if let Some((at, c)) = text.char_indices().find(|&(_, c)| c.is_control() && !"\n\r\t\u{85}".contains(c)) {
        let message = format!("the control character U+{:04X} stands here", u32::from(c));
        let span = at..at + c.len_utf8();
        return Err(alone(name, text, span.into(), message, "leave it out: XML has no place for it"));
    }
    Ok(Arc::new(Text::new(name, text)))
}

/// The first `most` characters as far as they can be made out, whatever is wrong with them.
pub(super) fn beginning(bytes: &[u8], most: usize) -> String {
    let bytes = &bytes[..bytes.len().min(4 * most)];
    let text: String = match encoding_of(bytes) {
        Encoding::Utf16 { little } => {
            char::decode_utf16(units(bytes, little)).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    text.trim_start_matches('\u{feff}').chars().take(most).collect()
}

fn encoding_of(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => return Encoding::Utf8,
        [0xff, 0xfe, ..] | [b'<', 0, ..] | [b'\n' | b'\r' | b' ', 0, _, 0, ..] => {
            return Encoding::Utf16 { little: true };
        }
        [0xfe, 0xff, ..] | [0, b'<', ..] | [0, b'\n' | b'\r' | b' ', 0, _, ..] => {
            return Encoding::Utf16 { little: false };
        }
        _ => {}
    }
    match declared(bytes).as_deref() {
        Some("iso-8859-1" | "latin1" | "latin-1" | "l1" | "windows-1252" | "cp1252" | "iso8859_1") => {
            Encoding::Windows1252
        }
        // A declaration of UTF-16 that can be read byte by byte is a mistake.
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii" | "utf-16") => Encoding::Utf8,
        Some(_) => Encoding::Other,
    }
}

/// The encoding that the XML declaration names, in lower case.
fn declared(bytes: &[u8]) -> Option<String> {
    const WITHIN: usize = 400;
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(WITHIN)]);
    let declaration = start.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
    let name = value[1..].split_once(quote)?.0;
    Some(name.trim().to_lowercase())
}

fn utf8(name: &str, bytes: &[u8], encoding: Encoding) -> Result<String, Problems> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
        let at = error.valid_up_to();
        let text = String::from_utf8_lossy(bytes).into_owned();
        let replacement = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
        if encoding == Encoding::Other {
            let other = declared(bytes).unwrap_or_default();
            let message = format!("the file is written in `{other}`, which is not read here");
            return alone(name, text, replacement.into(), message, "save it as UTF-8");
        }
        let message = format!("byte {} (0x{:02x}) is not UTF-8", at + 1, bytes[at]);
        let help = "save the file as UTF-8, or declare what it is in: \
                    `<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>`";
        alone(name, text, replacement.into(), message, help)
    })
}

fn utf16(name: &str, bytes: &[u8], little: bool) -> Result<String, Problems> {
    let broken = |text: String, message: &str| {
        let end = text.len();
        alone(name, text, (end..end).into(), message.to_owned(), "save the file as UTF-8")
    };
    let mut text = String::with_capacity(bytes.len());
    for unit in char::decode_utf16(units(bytes, little)) {
        match unit {
            Ok(c) => text.push(c),
            Err(_) => return Err(broken(text, "the file is UTF-16, and half of a character stands here")),
        }
    }
    if bytes.len() % 2 == 1 {
        return Err(broken(text, "the file is UTF-16, and ends in the middle of a character"));
    }
    Ok(text)
}

fn units(bytes: &[u8], little: bool) -> impl Iterator<Item = u16> + '_ {
    bytes.chunks_exact(2).map(move |pair| match little {
        true => u16::from_le_bytes([pair[0], pair[1]]),
        false => u16::from_be_bytes([pair[0], pair[1]]),
    })
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: Result<&str, &str>) {
        match (decode("x.xml", bytes), expect) {
            (Ok(text), Ok(expect)) => assert_eq!(text.as_str(), expect),
            (Err(problems), Err(expect)) => {
                assert!(problems.to_string().contains(expect), "{problems}");
            }
            (read, expect) => panic!("{read:?} {expect:?}"),
        }
    }

    #[test]
    fn every_way_of_writing_the_same() {
        let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let little: Vec<u8> = units("\u{feff}<a b='é😀'/>").into_iter().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units("<a b='é😀'/>").into_iter().flat_map(u16::to_be_bytes).collect();
        check(&little, Ok("<a b='é😀'/>"));
        check(&big, Ok("<a b='é😀'/>"));
        check("\u{feff}<a b='é'/>".as_bytes(), Ok("<a b='é'/>"));
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a b='\xe9\x80\x93'/>";
        check(latin, Ok("<?xml version='1.0' encoding='ISO-8859-1'?><a b='é€“'/>"));
        check(
            b"<?xml version='1.0' encoding='UTF-16'?><a/>",
            Ok("<?xml version='1.0' encoding='UTF-16'?><a/>"),
        );
        check(b"<?xml version='1.0' encoding='GBK'?><a/>", Ok("<?xml version='1.0' encoding='GBK'?><a/>"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        check(b"<a b='\xe9'/>", Err("byte 7 (0xe9) is not UTF-8"));
        check(b"<?xml version='1.0' encoding='GBK'?><a b='\xc4\xe3'/>", Err("is written in `gbk`"));
        check(b"<a b='\x07'/>", Err("control character U+0007"));
        check(&[0xff, 0xfe, b'<', 0, b'a'], Err("ends in the middle"));
        check(&[0xff, 0xfe, b'<', 0, 0x00, 0xd8, b'a', 0], Err("half of a character"));
        check(&vec![b' '; SIZE_MAX + 1], Err("16 MiB"));
    }

    #[test]
    fn beginnings_are_made_out_whatever_follows() {
        assert_eq!(beginning(b"\xef\xbb\xbf<utility_space \xff", 5), "<util");
        assert_eq!(beginning(&[0xff, 0xfe, b'<', 0, b'u', 0, 0x00], 5), "<u");
        assert_eq!(beginning(b"", 5), "");
    }
}
