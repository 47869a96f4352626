/// Says that a workload needs something that the library does not have yet.
package struct NotBuiltYet: Error {
  package init() {}
}
