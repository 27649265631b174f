//! Every operation of both versions, without HTTP's transport: a request in, a response out.
