//! Microsoft Graph's identity governance API on one's own machine.

pub mod odata;
