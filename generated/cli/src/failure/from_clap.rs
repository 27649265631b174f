//! What clap says of a command line, in the form of all failures.

use super::Failure;

/// The words of clap's own report: the message in its first paragraph, tips and usage in those that follow.
impl From<&clap::Error> for Failure {
    fn from(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let mut paragraphs = text
            .split("\n\n")
            .map(one_line)
            .filter(|paragraph| !paragraph.is_empty());
        let first = paragraphs
            .next()
            .unwrap_or_else(|| "the command line cannot be read".to_owned());
        let message = first.strip_prefix("error: ").unwrap_or(&first).to_owned();
        paragraphs.fold(Self::usage(message), |failure, paragraph| {
            let tip = paragraph.strip_prefix("tip: ").unwrap_or(&paragraph);
            failure.tip(tip)
        })
    }
}

fn one_line(paragraph: &str) -> String {
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_tips_and_usage_are_told_apart() {
        let command = clap::Command::new("x").arg(clap::Arg::new("filter").long("filter"));
        let error = command.try_get_matches_from(["x", "--filtre", "y"]).unwrap_err();
        let failure = Failure::from(&error);
        assert_eq!(failure.message(), "unexpected argument '--filtre' found");
        assert_eq!(
            failure.tips(),
            [
                "a similar argument exists: '--filter'",
                "Usage: x --filter <filter>",
                "For more information, try '--help'."
            ]
        );
        assert_eq!(failure.kind().exit_code(), 2);
    }
}
