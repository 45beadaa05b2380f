//! What of a case file may hang on what others did, out of sight.

use serde_json::Value;

/// The file with its blinded roots, sibling hashes and signatures made one length of the same letter each.
pub(crate) fn masked(file: &[u8]) -> String {
    fn mask(value: &mut Value) {
        *value = Value::String("x".repeat(value.as_str().unwrap().len()));
    }
    let mut file: Value = serde_json::from_slice(file).unwrap();
    mask(&mut file["signature"]);
    for moment in file["moments"].as_array_mut().unwrap() {
        // The root of the places, and what stands beside the leaf in the talk log.
        mask(&mut moment["slots"]);
        mask(&mut moment["path"]);
        mask(&mut moment["checkpoint"]["proof"]);
        moment["places"].as_array_mut().unwrap().iter_mut().for_each(|place| mask(&mut place["path"]));
        let note = moment["checkpoint"]["note"].as_str().unwrap();
        let mut lines: Vec<String> = note.split('\n').map(str::to_owned).collect();
        lines[2] = "x".repeat(lines[2].len());
        let signature = lines[4].rfind(' ').unwrap() + 1;
        let hidden = "x".repeat(lines[4].len() - signature);
        lines[4].replace_range(signature.., &hidden);
        moment["checkpoint"]["note"] = Value::String(lines.join("\n"));
    }
    file.to_string()
}
