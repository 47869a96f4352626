#pragma once

// Holds the process identifier of its parent in the environment of a worker.
#define CWORKER_VARIABLE "SWIFT_PARALLELISM_WORKER_OF"
