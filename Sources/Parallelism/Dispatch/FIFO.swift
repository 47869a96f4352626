/// Elements that leave in the order in which they came, each in constant time.
struct FIFO<Element> {
  private var elements: [Element?] = []
  private var head = 0

  var count: Int { elements.count - head }

  mutating func append(_ element: Element) {
    elements.append(element)
  }

  /// Takes the element that has been here longest.
  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    let element = elements[head].take()
    head += 1
    // Room is given back when half of it is unused, so that every element moves once on average.
    if head * 2 >= elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Removes elements that are not to leave in their turn.
  ///
  /// - Complexity: O(*n*).
  mutating func removeAll(where isUnwanted: (Element) -> Bool) {
    elements.removeAll { $0.map(isUnwanted) ?? false }
  }

  /// The element before which so many others leave.
  subscript(position: Int) -> Element? {
    get { elements[head + position] }
    set { elements[head + position] = newValue }
  }
}

extension FIFO: Sendable where Element: Sendable {}
