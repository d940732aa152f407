//! What IndexedDB and exports hold, with versions.
