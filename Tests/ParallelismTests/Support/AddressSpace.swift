#if os(Linux)
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// The addresses that a process may use, which tests limit in processes of their own.
  enum AddressSpace {
    /// Lets this process have so many bytes more than it has now.
    static func limit(growthTo count: Int) {
      #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
      #else
        let resource = RLIMIT_AS
      #endif
      var limit = rlimit()
      getrlimit(resource, &limit)
      limit.rlim_cur = rlim_t(size + count)
      setrlimit(resource, &limit)
    }

    /// How many bytes of addresses this process has in use.
    private static var size: Int {
      guard let file = fopen("/proc/self/statm", "r") else { return 0 }
      defer { fclose(file) }
      var text = [CChar](repeating: 0, count: 256)
      fgets(&text, 256, file)
      return Int(strtol(text, nil, 10)) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
  }
#endif
