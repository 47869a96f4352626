/// What goes wrong in a task when a law needs it.
struct Mishap: Error, Codable, Equatable {
  var number: Int
}
