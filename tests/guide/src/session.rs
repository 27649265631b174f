//! Sessions: commands at a prompt, each followed by what it prints.
//!
//! ```text
//! $ cargo run --example first_call
//! Sales  (General)
//! ```
//!
//! A command ends with its line, or goes on after a backslash. Lines before the first command that begin with `#` say
//! what the session needs:
//!
//! | need | what |
//! |---|---|
//! | `# seed: none` | a local Graph without the demo organisation |
//! | `# clock: machine` | the local Graph's clock is the machine's, and not at a fixed time |
//! | `# in: clone` | it runs in the repository's root, not in a folder of its own |
//! | `# reads: PATH` | a file beside the clone; without it the session is left out, and fails where `CI` is set |
//! | `# service: holds` | callouts are posted to a service that takes them, and resumes nothing |
//! | `# keep: ID …` | ids that an example has in it, and that are to stay as they are |

/// A command and what it prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// As it is typed, lines that go on included.
    pub command: String,
    /// Standard output and standard error, as a terminal shows them.
    pub output: String,
}

/// A session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// What it needs, by name.
    pub needs: Vec<(String, String)>,
    /// Its commands.
    pub steps: Vec<Step>,
}

impl Session {
    /// Reads one.
    ///
    /// # Errors
    /// A line that is neither a need, nor a command, nor output of one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut session = Self::default();
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            if let Some(command) = line.strip_prefix("$ ") {
                let mut command = command.to_owned();
                while command.ends_with('\\') {
                    let Some((_, more)) = lines.next() else { break };
                    command.push('\n');
                    command.push_str(more);
                }
                let output = String::new();
                session.steps.push(Step { command, output });
            } else if let Some(step) = session.steps.last_mut() {
                step.output.push_str(line);
                step.output.push('\n');
            } else if let Some((name, value)) = line.strip_prefix("# ").and_then(|need| need.split_once(": ")) {
                session.needs.push((name.to_owned(), value.to_owned()));
            } else {
                return Err(format!("line {}: neither a command nor what one prints", number + 1));
            }
        }
        Ok(session)
    }

    /// What it needs, by name.
    #[must_use]
    pub fn need(&self, name: &str) -> Option<&str> {
        let found = self.needs.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// As it stands in its file.
impl std::fmt::Display for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (name, value) in &self.needs {
            writeln!(f, "# {name}: {value}")?;
        }
        for step in &self.steps {
            writeln!(f, "$ {}", step.command)?;
            f.write_str(&step.output)?;
        }
        Ok(())
    }
}
