//! `msgraph-ig`: Microsoft Graph's identity governance API as a command line.

mod prepared;

fn main() {}
