//! The local Graph as a server: HTTP on loopback, callouts sent, faults, the state's file, seeds, the page.
