#pragma once

/// Makes this process the parent of every orphan among its descendants, which it has to wait for from then on.
/// Returns 0, or -1 where the system has no such thing.
int become_subreaper(void);
