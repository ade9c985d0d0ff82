//! Every example prints what stands in its comment.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the examples of this build are: beside the directory of the tests.
fn built() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let profile = test.ancestors().nth(2).expect("a build directory");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "build",
        "--quiet",
        "--offline",
        "--examples",
        "--package",
        "phonon-pattern",
    ]);
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.env(
        "CARGO_TARGET_DIR",
        profile.parent().expect("a target directory"),
    );
    assert!(
        cargo.status().expect("cargo runs").success(),
        "the examples build"
    );
    profile.join("examples")
}

/// The lines of the comment's block of text.
fn printed_in_comment(source: &str) -> Vec<&str> {
    let comment = source.lines().map_while(|line| line.strip_prefix("//!"));
    let lines = comment.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let block = lines.skip_while(|line| *line != "```text").skip(1);
    block.take_while(|line| *line != "```").collect()
}

#[test]
fn every_example_prints_what_its_comment_says() {
    let examples = built();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut seen = 0;
    for entry in std::fs::read_dir(sources).expect("there are examples") {
        let path = entry.expect("it can be read").path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name");
        let source = std::fs::read_to_string(&path).expect("it can be read");
        let wanted = printed_in_comment(&source);
        let output = Command::new(
            examples
                .join(name)
                .with_extension(std::env::consts::EXE_EXTENSION),
        )
        .output();
        let output = output.expect("it runs");
        assert!(output.status.success(), "{name} fails");
        let printed = String::from_utf8(output.stdout).expect("it prints text");
        let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
        assert!(!printed.is_empty(), "{name} prints nothing");
        assert_eq!(printed, wanted, "{name}");
        seen += 1;
    }
    assert!(seen >= 30, "{seen} examples");
}
